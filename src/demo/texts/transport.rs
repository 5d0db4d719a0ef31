//! 公交与出行

use super::DemoAnswer::Words;
use super::{DemoTopic, explained, solved, unresolvable};
use crate::domain::request::RequestKind::{Complaint, Consultation, Help, Praise, Suggestion};

pub(super) const TOPICS: &[DemoTopic] = &[
    DemoTopic {
        category: "transport",
        kind: Suggestion,
        matters: &[
            explained(
                "{place}到地铁站只有一条公交线，早高峰要等二十分钟，建议加车。",
                "公交公司调整了发车间隔，早高峰改为八至十分钟一班，下周一起实行。",
            )
            .saying(&[("line", Words("小区到地铁站的支线"))]),
            explained(
                "建议在卫生院门口增设公交站，老人看病要走八百米。",
                "已现场踏勘，站点方案报交通部门，预计明年一季度实施；在此之前由社区巴士绕行。",
            )
            .saying(&[("line", Words("卫生院门口"))]),
            solved(
                "{place}到菜场的路没有人行道，建议至少划一条线。",
                "已划设人行导线并增设减速带，晚间补了两盏路灯。",
            ),
            explained(
                "末班车九点就没有了，夜里下班回不来，建议延长到十一点。",
                "增设一班十点二十的夜间班次，先试行三个月，看客流再定。",
            )
            .saying(&[("line", Words("地铁站回来的末班车"))]),
            solved(
                "共享单车把盲道全占了，建议规定停车区。",
                "划定三处停放区并与运营单位约定每日两次清理，盲道已清出。",
            ),
            unresolvable(
                "建议把{place}门口的红绿灯去掉，等得太久。",
                "该路口有学校，信号灯不能撤；已把通学时段之外的等候缩短了二十秒。",
            ),
            solved(
                "建议在路口装凸面镜，拐弯看不见对面来车。",
                "已安装两面广角镜，并修剪遮挡视线的树枝。",
            ),
            explained(
                "公交站牌上的时刻表跟实际对不上，建议换电子站牌。",
                "第一批电子站牌九块，{place}在第二批；先更正了纸质时刻表。",
            )
            .saying(&[("line", Words("小区门口站"))]),
        ],
    },
    DemoTopic {
        category: "transport",
        kind: Complaint,
        matters: &[
            solved(
                "早上七点半的班车连续三天没有来，耽误上班扣了全勤。",
                "司机临时请假未补班，公交公司致歉并补发通勤证明，已安排备班。",
            ),
            solved(
                "司机不等老人坐稳就开车，摔倒了还说是自己没站稳。",
                "公交公司查看录像后向老人道歉，司机停班培训，医药费由公司承担。",
            ),
            solved(
                "修路的围挡把整条人行道占了，行人只能走机动车道。",
                "施工方当天设置临时步道与警示灯，围挡收窄半米。",
            ),
            explained(
                "停车收费突然从每小时五元涨到八元，依据是什么？",
                "收费标准已在区价格部门备案并公示，告知了查询方式；居民月票价格不变。",
            ),
            solved(
                "{place}旁的河边小路晚上一片漆黑，摔过两个人。",
                "增设太阳能路灯九盏，破损路面一并修补。",
            ),
        ],
    },
    DemoTopic {
        category: "transport",
        kind: Consultation,
        matters: &[
            explained(
                "社区巴士几点一班，能不能刷老年卡，要不要预约？",
                "早六点半至晚七点，半小时一班，可刷敬老卡，不用预约；线路图已发到楼组群。",
            )
            .saying(&[("line", Words("社区巴士"))]),
            explained(
                "通往地铁站的路什么时候修好，绕路要多走一公里。",
                "计划月底完工，已请施工方先开放一侧通行，每天十七点后可走。",
            ),
            solved(
                "残疾人代步车的通行证怎么补办？",
                "已代为联系残联，凭残疾证在党群服务站补办，两个工作日取证。",
            ),
            explained(
                "{place}的停车位摇号结果在哪里查？",
                "结果张贴在公告栏，也可在居委会当面查询；未中签家庭列入下一轮优先。",
            ),
        ],
    },
    DemoTopic {
        category: "transport",
        kind: Praise,
        matters: &[
            solved(
                "表扬社区巴士的师傅，看见老人挥手特意停下来等。",
                "已转告运营方并在月度通报中表扬，谢谢您写来这封信。",
            ),
            solved(
                "新划的人行道很好用，接送孩子踏实多了。",
                "谢谢您的反馈，这条路后续还会加装护栏。",
            ),
        ],
    },
    DemoTopic {
        category: "transport",
        kind: Help,
        matters: &[solved(
            "手臂骨折，每周要去换药，出门坐不了公交，有没有人能送一程？",
            "已排入爱心送医志愿车，每周二上午，连续四周。",
        )],
    },
];
