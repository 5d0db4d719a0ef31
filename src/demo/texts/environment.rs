//! 市容环境

use super::DemoAnswer::Many;
use super::{DemoTopic, explained, solved, unresolvable};
use crate::domain::request::RequestKind::{Complaint, Praise, Suggestion};

pub(super) const TOPICS: &[DemoTopic] = &[
    DemoTopic {
        category: "environment.garbage",
        kind: Complaint,
        matters: &[
            solved(
                "{place}垃圾厢房三天没有清运，湿垃圾溢到路上，味道大得不敢开窗。",
                "清运车故障已更换车辆，当日清完并冲洗消毒；遇故障改由备用车两小时内补运。",
            )
            .saying(&[("rubbish", Many(&["household", "facility"]))]),
            solved(
                "装修垃圾和旧沙发堆在绿化带里快一个月了，下雨以后全是蚊子。",
                "大件与装修垃圾已全部清走，绿化带补种，堆放户已补办清运手续。",
            )
            .saying(&[("rubbish", Many(&["bulky", "rubble"]))]),
            solved(
                "误时投放点晚上不开灯，很多人直接把袋子扔在地上。",
                "已装感应灯，误时开放延长到晚上九点半，志愿者值守两周后情况好转。",
            )
            .saying(&[("rubbish", Many(&["facility"]))]),
            explained(
                "定时投放时间太短，早上七点到九点，上夜班的人根本赶不上，有没有别的办法？",
                "南侧误时投放点全天可用，此前标识不清；已补标识，并告知开门方法。",
            ),
            solved(
                "有人翻垃圾桶捡纸板，翻得满地都是，每天早上保洁要扫半个钟头。",
                "已约谈拾荒人员，改由可回收物服务点定点回收，桶边再未见散落。",
            )
            .saying(&[("rubbish", Many(&["household"]))]),
            solved(
                "{place}门口的垃圾桶盖子坏了好久，猫把袋子拖得到处都是。",
                "已更换四只脚踏式带盖桶，保洁每日两次巡扫。",
            )
            .saying(&[("rubbish", Many(&["facility"]))]),
            unresolvable(
                "垃圾厢房离我家窗户不到十米，要求搬走。",
                "备选位置两次公示均未获相关楼组同意；已加装除臭与隔音，收运避开夜间，后续随改造再议选址。",
            )
            .saying(&[("rubbish", Many(&["facility"]))]),
        ],
    },
    DemoTopic {
        category: "environment.noise",
        kind: Complaint,
        matters: &[
            solved(
                "{place}旁边工地夜里十一点还在打桩，连着三天了，家里有高考生。",
                "施工方无夜间许可，已由城管责令停工并立案，工地承诺夜间不再作业，回访三晚未再出现。",
            )
            .saying(&[("when", Many(&["night"]))]),
            solved(
                "楼下广场舞音响从早上六点开到八点，音量一天比一天大。",
                "与舞队协商：改到七点半以后，音响换成定向小音箱，场地移到河边。",
            )
            .saying(&[("when", Many(&["day"]))]),
            solved(
                "隔壁装修不分时间，中午和周末都用电锤，跟装修队讲不通。",
                "已约谈业主与施工队，约定工作日八点半至十一点半、两点至五点作业，违约由物业停工。",
            )
            .saying(&[("when", Many(&["day"]))]),
            solved(
                "楼上空调外机共振，整夜嗡嗡响，床都在抖。",
                "外机支架加装减震垫并更换风扇电机，夜间实测已低于限值，诉求人表示能睡着了。",
            )
            .saying(&[("when", Many(&["night"]))]),
            explained(
                "高架上大货车夜里按喇叭，什么时候能装隔音屏？",
                "该路段隔音屏由道路单位统一实施，已列入下一年度计划；先增设了禁鸣标志。",
            )
            .saying(&[("when", Many(&["night"]))]),
            solved(
                "楼下烧烤店外摆到凌晨一点，划拳唱歌，油烟也往上窜。",
                "城管取缔外摆，油烟净化器已清洗，十点半后转入室内经营，复查两次合格。",
            )
            .saying(&[("when", Many(&["evening", "night"]))]),
            unresolvable(
                "邻居家孩子每天晚上练琴两小时，要求他们别在家里练。",
                "未超过规定时段与限值，不能禁止；双方已约定八点前结束并铺了隔音垫。",
            )
            .saying(&[("when", Many(&["evening"]))]),
            solved("水泵房半夜启停的声音传得整栋楼都听见。", "已更换止回阀并做隔音包覆，启停冲击声消除。")
                .saying(&[("when", Many(&["night"]))]),
        ],
    },
    DemoTopic {
        category: "environment",
        kind: Suggestion,
        matters: &[
            solved(
                "{place}中间那块空地长满杂草，建议种点花，居民愿意认领。",
                "已划成十二块认领花园，十一户居民报名，街道提供了首批苗。",
            ),
            explained(
                "建议在河边加几张长椅，老人走一段就要歇一歇。",
                "河道退界范围内不能设固定设施，改在入口广场增加六张长椅，下月安装。",
            ),
        ],
    },
    DemoTopic {
        category: "environment.garbage",
        kind: Praise,
        matters: &[
            solved(
                "表扬垃圾厢房的保洁阿姨，下大雨也把地冲得干干净净，见到老人还帮忙拎袋子。",
                "谢谢您的来信，已转告本人和所在公司，她很高兴；表扬在居民区公告栏张贴。",
            ),
            solved(
                "上周反映的垃圾没有清运，两个钟头就来人处理了，动作真快，特来表扬。",
                "感谢您的肯定，我们会继续做好；下次遇到同样情况可直接联系网格长。",
            ),
            solved(
                "表扬{place}的志愿者，把绿化带里的陈年垃圾全清了，环境大变样。",
                "谢谢，已转告志愿者队；下个月还有一次清河行动，欢迎报名。",
            ),
        ],
    },
];
