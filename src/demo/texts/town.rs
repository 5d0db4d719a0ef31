//! Matters that go on to others: roads, greening, shops, wages, insurance.

use super::DemoAnswer::{DaysAgo, Number};
use super::{DemoTopic, explained, solved};
use crate::domain::request::RequestKind::{Complaint, Consultation, Help, Suggestion};

pub(super) const TOPICS: &[DemoTopic] = &[
    DemoTopic {
        category: "environment.street_trade",
        kind: Complaint,
        matters: &[
            solved(
                "傍晚几辆三轮车卖水果，占了半条人行道，婴儿车只好走到马路上。",
                "已劝导入疏导点经营，傍晚时段安排专人看守，人行道恢复通行。",
            ),
            solved(
                "早上六点就有人摆早点摊，油水泼了一地，老人走过滑了一跤。",
                "摊位已取缔，地面冲洗干净；摊主介绍进便民早餐点。",
            ),
        ],
    },
    DemoTopic {
        category: "environment.street_trade",
        kind: Help,
        matters: &[solved(
            "巡查见单元门口贴了一片小广告，当场铲掉并擦干净。",
            "已当场清理，墙面复原。",
        )],
    },
    DemoTopic {
        category: "environment.greening",
        kind: Complaint,
        matters: &[
            solved(
                "窗外的香樟长到四楼了，白天屋里也要开灯，去年就说要修。",
                "绿化养护单位已修剪，采光恢复；列入每年两次的修剪计划。",
            ),
            solved("门口绿化带里枯死了一排冬青，成了狗厕所。", "枯株已清，补种麦冬，竖了提示牌。"),
            explained(
                "河边那排柳树的枝条垂到步道上，骑车要低头。",
                "归河道养护管理，已转去并约定本周修剪。",
            ),
        ],
    },
    DemoTopic {
        category: "environment.fumes",
        kind: Complaint,
        matters: &[solved(
            "楼下面馆的排烟管对着二楼窗口，一到饭点满屋油味。",
            "店家加装油烟净化器，排口移到屋面，复测合格。",
        )],
    },
    DemoTopic {
        category: "traffic.parking",
        kind: Complaint,
        matters: &[
            solved(
                "小区东门里侧总有车停在消防登高面上，晚上回来更多，贴了条也没人挪。",
                "物业夜间加了两趟巡查，登高面划线上锁，三辆常停的车已劝离。",
            ),
            solved(
                "弄堂两边停满了车，救护车上次倒了十分钟才出去。",
                "划出消防通道禁停线，与周边停车场谈妥夜间错时停车六十个车位。",
            ),
            solved(
                "共享单车堆在小区门口三层高，推都推不开。",
                "企业当天清运，门口设电子围栏，早晚高峰有人整理。",
            ),
            explained(
                "两栋楼为了一个车位吵了半年，谁也说不清归谁管。",
                "车位属公共部位，由业委会收回按时段轮用，方案已公示。",
            ),
        ],
    },
    DemoTopic {
        category: "traffic.road",
        kind: Complaint,
        matters: &[
            solved(
                "{place}门口路灯坏了三盏，晚上接孩子一段路全黑。",
                "更换灯具和一段电缆，当晚复明。",
            ),
            solved(
                "{place}出来那一段路灯不亮好几天了，下夜班走得心慌。",
                "与先报的同一处，已修好并复查两晚。",
            ),
        ],
    },
    DemoTopic {
        category: "safety.charging",
        kind: Complaint,
        matters: &[solved(
            "一楼拉了插线板到楼道给电瓶车充电，三四辆挤在楼梯口，晚上怕起火。",
            "拆除飞线，清出楼道；新装充电桩八个，物业夜间巡查。",
        )],
    },
    DemoTopic {
        category: "utilities.power",
        kind: Help,
        matters: &[solved(
            "家里这两天老跳闸，腿脚不便不敢爬高去看电闸，晚上一片漆黑。",
            "厨房插座老化短路，已换新，连续三晚未再跳闸。",
        )],
    },
    DemoTopic {
        category: "utilities.water",
        kind: Help,
        matters: &[
            solved(
                "厨房下水堵了两天，楼上一用水我家就冒上来。",
                "疏通了单元立管，换了一段破损的管子，试水一小时不冒。",
            ),
            solved(
                "水压一到晚上就小，热水器点不着，老人没法洗澡。",
                "加压泵故障已修复，晚高峰实测水压合格。",
            ),
        ],
    },
    DemoTopic {
        category: "consumption",
        kind: Complaint,
        matters: &[explained(
            "装修公司收了定金不开工，合同上写的违约金也不认，要求判他赔。",
            "合同争议须由法院裁判，网格不能代替；已告知起诉窗口和法律援助电话。",
        )
        .saying(&[("amount_yuan", Number(20_000))])],
    },
    DemoTopic {
        category: "work.wages",
        kind: Help,
        matters: &[explained(
            "仲裁已经裁了，老板还是不给三个月的工资，要你们重新算一遍。",
            "生效裁决可申请法院强制执行；已告知窗口、材料和期限。",
        )
        .saying(&[("people", Number(1)), ("since", DaysAgo(90))])],
    },
    DemoTopic {
        category: "culture",
        kind: Suggestion,
        matters: &[explained("测试一下，看看能不能收到。", "内容为测试，没有具体事项。")],
    },
    DemoTopic {
        category: "welfare.insurance",
        kind: Consultation,
        matters: &[explained(
            "老伴的居民医保什么时候续交，要不要本人跑一趟？",
            "本月底前可在服务窗口或手机上代交，带双方身份证件即可，不必本人到场。",
        )],
    },
];
