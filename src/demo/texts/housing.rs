//! 住房与物业

use super::DemoAnswer::{DaysAgo, Number, One};
use super::{DemoTopic, explained, solved, unresolvable};
use crate::domain::request::RequestKind::{Complaint, Consultation, Help};

pub(super) const TOPICS: &[DemoTopic] = &[
    DemoTopic {
        category: "housing.repair",
        kind: Help,
        matters: &[
            solved(
                "{place}{n}号楼顶楼连续下雨就漏，床上接了三个盆，报修两次没人来。",
                "已启用应急维修资金，屋面重做防水，淋水试验三小时不漏，住户到场确认。",
            )
            .saying(&[("floor", Number(6)), ("since", DaysAgo(9))]),
            solved(
                "早上起来整个单元没有水，楼里有行动不便的老人，打物业电话一直占线。",
                "水箱浮球阀损坏，当天更换，停水四小时；停水期间给三户老人送了水。",
            )
            .saying(&[("since", DaysAgo(0))]),
            solved(
                "卫生间楼上往下渗水，天花板已经鼓起来了，楼上说不是他家的问题。",
                "三方到场做了闭水试验，确认为楼上地漏接口渗漏，楼上已修复，天花板由其恢复。",
            )
            .saying(&[("floor", Number(3)), ("since", DaysAgo(14))]),
            solved(
                "楼道灯坏了五层，晚上摸黑上楼，老人摔了一跤。",
                "整单元更换为感应灯，摔倒的老人送医检查无骨折，居委会上门看望。",
            )
            .saying(&[("since", DaysAgo(12))]),
            solved(
                "污水从一楼厨房地漏倒灌出来，屋里全是脏水，没法做饭。",
                "疏通单元总管三处堵点，加装防返水阀，屋内由物业清洗消毒。",
            )
            .saying(&[("floor", Number(1)), ("since", DaysAgo(1))]),
            explained(
                "热水管锈蚀，流出来的水发黄，自来水到底能不能喝？",
                "出厂与入户水质检测合格，黄水来自户内镀锌热水管；已附检测报告，并给出更换建议与补贴办法。",
            )
            .saying(&[("floor", Number(4)), ("since", DaysAgo(30))]),
            solved(
                "门禁系统失灵，单元门常开，前天楼里丢了两辆车。",
                "更换主机与门磁，重新录入钥匙扣，楼道探头已调看并移交派出所。",
            )
            .saying(&[("floor", Number(1)), ("since", DaysAgo(5))]),
            unresolvable(
                "阳台外墙开裂渗水，想让维修资金出钱，物业说账户没有钱了。",
                "该幢维修资金余额不足，续筹表决未过半；已先做临时封堵，并协助楼组准备再次表决。",
            )
            .saying(&[("floor", Number(5)), ("since", DaysAgo(40))]),
            solved(
                "整栋楼跳闸，一开空调就停电，冰箱里的东西都坏了。",
                "更换老化的总开关，供电单位调整了三相负荷，连续三日用电高峰正常。",
            )
            .saying(&[("since", DaysAgo(2))]),
        ],
    },
    DemoTopic {
        category: "housing.lift",
        kind: Help,
        matters: &[
            solved(
                "{n}号楼电梯这个月停了四次，昨天把人关在里面半个多小时。",
                "更换门机控制板与抱闸线圈，维保频次改为每周一次；被困住户已当面致歉。",
            )
            .saying(&[("danger", One("no"))]),
            solved(
                "电梯门关到一半又弹开，来回好几次才走，楼上有坐轮椅的邻居，怕出事。",
                "光幕积灰误动作，维保单位当天清洁并更换光幕，试运行两天未再弹开。",
            )
            .saying(&[("danger", One("no"))]),
            solved(
                "电梯停在三楼不动，贴了“检修中”三天，没说什么时候修好。",
                "曳引机轴承到货后更换完毕，次日恢复运行；今后停梯须在楼道写明恢复时间。",
            )
            .saying(&[("danger", One("no"))]),
        ],
    },
    DemoTopic {
        category: "housing.unlicensed",
        kind: Complaint,
        matters: &[
            solved(
                "{n}号楼顶楼在露台上搭阳光房，钢架已经立起来了，楼下怕渗水也怕掉东西。",
                "执法队到场责令停工，当事人自行拆除钢架，露台防水由其恢复。",
            )
            .saying(&[("stage", One("building"))]),
            solved(
                "一楼把绿化围进自家院子砌了墙，进出的路只剩一人宽。",
                "认定为违法搭建，限期拆除，围墙已拆，绿化由物业补种。",
            )
            .saying(&[("stage", One("finished"))]),
            solved(
                "有人在车库里隔房间，昨天还在敲墙，声音像是承重墙。",
                "房管办与执法队联合检查，隔断已拆，经鉴定未伤及承重墙。",
            )
            .saying(&[("stage", One("building"))]),
        ],
    },
    DemoTopic {
        category: "housing.group_rental",
        kind: Complaint,
        matters: &[
            solved(
                "{n}号楼三楼一套房子住了十几个人，客厅也隔成两间，半夜进进出出。",
                "查实隔断出租，责令恢复原状，二房东限期清退，物业加强登记。",
            ),
            solved(
                "楼上一室户放了六张上下铺，厨房里接了一排插座烧菜。",
                "拆除上下铺和私拉电线，房东签了承诺书，一个月后复查。",
            ),
        ],
    },
    DemoTopic {
        category: "housing.property",
        kind: Complaint,
        matters: &[
            solved(
                "楼道两个星期没有拖过，垃圾桶满出来也不换，物业费照收。",
                "物业补做保洁并公示排班，楼组长每周抽查一次。",
            ),
            explained(
                "小区大门道闸坏了就一直敞着，问物业只说在走流程。",
                "道闸已报维修资金，配件下周到货；修好前夜间由保安值守。",
            ),
        ],
    },
    DemoTopic {
        category: "housing.renewal",
        kind: Consultation,
        matters: &[
            explained(
                "我们楼想加装电梯，一楼有两户不同意，手续还能不能往前走？",
                "告知须双三分之二业主参与、双四分之三同意；已约加梯顾问本周四在居委会接待，并与一楼两户单独沟通。",
            ),
            explained(
                "{place}什么时候轮到旧住房改造？听说隔壁已经开工了。",
                "本小区列入下一批项目储备，现处房屋检测阶段，检测报告出来后公示时间表。",
            ),
            solved(
                "加装电梯的补贴怎么申请，要准备哪些材料？",
                "已一次性告知材料清单与窗口，并协助预审，材料齐全后三个工作日内受理。",
            ),
            explained(
                "老房成套改造后面积会不会变小，原来的天井归谁？",
                "说明了面积认定办法与设计方案，不减少原有使用面积；天井按图纸属公用部位。",
            ),
            unresolvable(
                "希望把我们这一排平房单独拆掉重建，越快越好。",
                "单排重建不符合规划，目前无法安排；可先申请局部加固和修缮。",
            ),
        ],
    },
    DemoTopic {
        category: "housing",
        kind: Complaint,
        matters: &[
            solved(
                "物业费涨了，但保安晚上睡觉、绿化没人剪，钱花到哪里去了？",
                "物业公示了半年收支，撤换夜班人员，绿化补剪完成；业委会每季度公开检查结果。",
            ),
            solved(
                "外来车辆随便进出，业主自己回来反而没地方停。",
                "启用车牌识别和访客预约，清出长期占位的僵尸车十一辆。",
            ),
            explained(
                "业委会换届拖了一年，选票到现在也没有公布结果。",
                "换届小组已公布计票结果和未过半的楼组名单，下月重新投票，居委会全程见证。",
            ),
            solved(
                "物业把公共绿地圈起来做收费停车位，没有征求过任何人意见。",
                "未经业主大会表决，已责令恢复绿地，停车位另选址并提交表决。",
            ),
            solved(
                "报修单说三天内处理，半个月了没有人上门。",
                "漏派工单已补，当天修好；物业改为电子派单，业主能看到进度。",
            ),
        ],
    },
];
