//! Words with which requests are handed on, talked about and ended, and the texts of tasks.

use crate::demo::demo_move::{DemoAssignee, DemoMove};

/// Returns the words that come with a move.
pub(in crate::demo) const fn move_words(further: DemoMove) -> &'static [&'static str] {
    match further {
        DemoMove::Dispatch => &["按派单目录派给主办单位，网格配合现场指认。"],
        DemoMove::Escalate => &[
            "三方看过现场，物业、业委会和沿街商户各说各的，本级协调不下来，请上一级牵头。",
            "要交警、停车公司和物业一起定方案，网格叫不动，已先做临时疏导。",
        ],
        DemoMove::Decline => &[
            "先由网格召集双方开一次议事会，居委会派调解员和法律顾问到场，谈不拢再上报。",
            "位置核过了，在你们网格一侧，请继续办理；需要人手我们来两个。",
        ],
        DemoMove::Transfer => &["现场核实，位置在相邻网格一侧，请接着办。"],
        DemoMove::Return => &[
            "到现场看过，树在围墙外侧，界桩编号对过，属相邻网格，附现场照片和网格图。",
            "再次核图，养护牌上的管理单位不在本网格，请复核。",
        ],
        DemoMove::Maintain => &["比对网格边界，树根在本网格内，维持原派。"],
        DemoMove::Agree => &["比对网格边界，位置确在相邻网格，同意退单。"],
        DemoMove::CorrectPlace => &["诉求人电话里说清了，是隔壁那个小区，门牌报错了。"],
        DemoMove::CorrectOwnPlace => &["刚才地图点错了，是马路对面。"],
        DemoMove::CorrectCategory => &["实际是物业服务的事，改成物业类，方便统计。"],
        DemoMove::Redirect => &[
            "这件事须由仲裁或法院处理：带合同、转账凭证到法律服务窗口，也可拨打 12348。不同意本告知的，可以提出一次异议。",
        ],
        DemoMove::Object => &["我不是来打官司的，是要你们管管这家公司，请再看看。"],
        DemoMove::Void => &["内容为测试，没有具体事项，已向提交人说明。"],
        DemoMove::Note => &["物业经理电话已通，答应明天上午到场；商户那边还要再去一次。"],
        DemoMove::Progress => &[
            "已看过现场，材料报上去了，预计三天内有方案，有变化会再告诉您。",
            "今天开了现场会，先做临时措施，后面的安排明天上午给您回话。",
        ],
        DemoMove::Ask => &["方便说一下是哪一层、早上还是晚上更严重吗？师傅好带对工具。"],
        DemoMove::Remind => &["昨天说今天来人，到现在还没来，麻烦催一下。"],
        DemoMove::Assign(_)
        | DemoMove::CoHandle
        | DemoMove::TakeTask
        | DemoMove::FinishTask
        | DemoMove::Link => &[],
    }
}

/// Returns what a task asks, and where.
pub(in crate::demo) const fn task_words(to: DemoAssignee) -> [&'static str; 2] {
    match to {
        DemoAssignee::Worker => ["上门看看老人午饭有没有着落，助餐卡帮忙办好。", "柳荫一村3号楼"],
        DemoAssignee::Post => {
            ["晚饭前上门看一眼插座，送一盏应急灯，劝住不要自己爬高。", "柳荫一村5号楼门口"]
        }
        DemoAssignee::Volunteer => ["周末帮忙在活动室布置一次邻里茶话会。", "柳荫一村活动室"],
        DemoAssignee::Liaison => ["补做楼道保洁，把排班贴到单元门口。", "柳荫一村7号楼"],
    }
}

/// What each part of the joint handling is asked, and where; the leading one first.
pub(in crate::demo) const JOINT_WORDS: [[&str; 2]; 3] = [
    ["检查楼道充电和消防设施，定整改期限。", "柳荫一村9号楼"],
    ["拆除飞线、清出楼道，落实充电桩位置。", "柳荫一村9号楼及车棚"],
    ["同时排查相邻楼栋，车辆引导到新车棚。", "柳荫二村北侧车棚"],
];

/// What the worker reports.
pub(in crate::demo) const TASK_DONE: &str = "已上门，助餐卡办好，今天起每天送一餐；老人精神不错。";
