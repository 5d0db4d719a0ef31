//! 关爱与照护

use super::DemoAnswer::{Number, One};
use super::{DemoTopic, explained, solved, unresolvable};
use crate::domain::request::RequestKind::{Consultation, Help, Praise, Suggestion};

pub(super) const TOPICS: &[DemoTopic] = &[
    DemoTopic {
        category: "care.elderly",
        kind: Help,
        matters: &[
            solved(
                "{place}{n}号的老伯八十多岁独居，最近起不了床，邻居轮流送饭，能不能安排人照料？",
                "社区护士上门评估，已安排每周三次助浴和每日送餐，子女也已回来商定照料。",
            )
            .saying(&[("lives_alone", One("yes"))]),
            solved(
                "助餐点的菜总是送冷的，老人牙口不好咬不动。",
                "换成保温配送，增加软食套餐，老人试吃一周后表示可以。",
            ),
            solved(
                "母亲走失过一次，现在不敢让她出门，能不能申请定位手环？",
                "已协助申领防走失手环并绑定家属手机，楼组长与门卫都知道了怎样联系家属。",
            )
            .saying(&[("lives_alone", One("no"))]),
            solved(
                "父亲出院回家要坐轮椅，家里卫生间进不去，请问能不能帮忙改造？",
                "适老化改造补贴已获批，拆除门槛并加装扶手，验收时老人试用通过。",
            )
            .saying(&[("lives_alone", One("couple"))]),
            explained(
                "长护险评估了半个月还没有结果，家里实在照顾不过来了。",
                "评估结论本周五前送达；此前已联系志愿者临时帮忙，每天两小时。",
            )
            .saying(&[("lives_alone", One("no"))]),
            solved(
                "老人记不住吃药时间，家里没有人，有没有办法提醒？",
                "已装用药提醒盒，由社区卫生站每周装药一次，楼组长每日敲门问一声。",
            )
            .saying(&[("lives_alone", One("yes"))]),
            solved(
                "{place}的助餐点周末不开门，几个独居老人只能吃泡面。",
                "周末改由另一助餐点统一配送，六位老人已登记，每人每餐补贴不变。",
            )
            .saying(&[("lives_alone", One("yes"))]),
            unresolvable(
                "希望在楼里开一个日间照料中心，老人白天有人看着。",
                "该幢无符合消防要求的用房，无法设立；已办理邻近中心的预约，并安排接送。",
            ),
        ],
    },
    DemoTopic {
        category: "care.childcare",
        kind: Consultation,
        matters: &[
            explained(
                "暑期托管班什么时候报名，一年级能不能收，中午有没有饭？",
                "每年六月中旬在社区报名，一至四年级可收，含午餐；名额按先后，已为您登记提醒。",
            )
            .saying(&[("age_months", Number(84))]),
            explained(
                "宝宝一岁半，附近的普惠托位还有吗，费用多少？",
                "本街镇尚有四个月托班位，普惠价每月三千元以内，本周六上午开放参观。",
            )
            .saying(&[("age_months", Number(18))]),
            solved(
                "双职工家庭，下午三点半放学没有人接，社区有没有地方可以写作业？",
                "已开通放学后看护点，周一至周五至六点，登记后第二天即可入园。",
            )
            .saying(&[("age_months", Number(98))]),
            explained(
                "孩子要打疫苗，社区医院预约一直满，什么时候能加号？",
                "已增开周六下午门诊，预约页面本周更新；当日紧急可走绿色通道。",
            )
            .saying(&[("age_months", Number(9))]),
            solved(
                "{place}的儿童游乐区地垫翘起来了，孩子绊倒两次，请问归谁管？",
                "归养护单位，地垫已更换，并检查其他设施三处松动一并修好。",
            ),
        ],
    },
    DemoTopic {
        category: "care.elderly",
        kind: Praise,
        matters: &[
            solved(
                "谢谢网格长冒雨把我妈送到医院，还垫了挂号费。",
                "谢谢您特意来说，网格长说这是应该的；挂号费已收到，愿老人早日康复。",
            ),
            solved(
                "表扬社区食堂，红烧肉炖得烂，父亲难得吃了一整碗饭。",
                "已转告食堂师傅，下周的菜单还会有，欢迎老人来。",
            ),
        ],
    },
    DemoTopic {
        category: "care",
        kind: Suggestion,
        matters: &[
            solved(
                "建议在楼下设一个轮椅借用点，接送老人看病方便一些。",
                "居民区已备三辆轮椅，在值班室登记即可借用。",
            ),
            explained(
                "建议组织退休老师给孩子讲书，每周一次就够。",
                "已有五位退休教师报名，场地定在党群服务站，下月开始。",
            ),
        ],
    },
    DemoTopic {
        category: "care",
        kind: Help,
        matters: &[
            solved(
                "家里两个人都住院了，只剩一只猫，请问有没有人可以帮忙喂？",
                "已联系邻里互助志愿者每天上门喂养，直到出院。",
            ),
            solved(
                "独自带孩子又要上夜班，孩子晚上没有人陪，想问问有什么帮助。",
                "已联系妇联与志愿者，安排了两周的夜间陪伴，并帮助换到白班。",
            ),
            explained(
                "得了慢性病，药费一个月一千多，能不能申请救助？",
                "说明了医疗救助的条件与材料，陪同办理了申请，审核约十五个工作日。",
            ),
        ],
    },
];
