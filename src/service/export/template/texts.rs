//! The words of the templates, in the order of the columns.

/// What a template says of a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct ColumnText {
    /// What stands in the example row.
    pub example: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

const fn text(example: &'static str, zh: &'static str, en: &'static str) -> ColumnText {
    ColumnText { example, zh, en }
}

/// What is said of every template.
pub(super) const GENERAL: &[&str] = &[
    "第一张表：第 1 行是表头，第 2 行是示例，导入前请删除或改写示例。各列已设为文本格式，工号、电话等原样保留。",
    "First sheet: row 1 names the columns, row 2 is an example; delete or overwrite it. The columns are text, so that codes and phones stay as they are typed.",
    "不需要的列可以留空或删除；另加的列（如序号、备注）不会导入。导入前可加 --dry-run 只检查，加 --problems 文件名.xlsx 取回标出错误的表格。",
    "Columns that are not needed may be left blank or deleted; further ones are left out. Check with --dry-run, and get the sheet back with its faults marked with --problems FILE.xlsx.",
];

pub(super) const MEMBERS: &[ColumnText] = &[
    text(
        "W0107",
        "人员的唯一编号，字母、数字、- 或 _",
        "Code of the member, unique: letters, digits, - or _",
    ),
    text("张伟", "姓名，加密保存", "Name, kept sealed"),
    text(
        "13812341234",
        "手机号，或带区号的固定电话，加密保存",
        "Mobile number, or a landline with its area code; kept sealed",
    ),
    text(
        "zhang.wei2",
        "需要登录的人员填写；导入后显示一次性密码",
        "For who signs in; a one-time password is shown after the import",
    ),
];

pub(super) const DUTIES: &[ColumnText] = &[
    text("W0107", "已导入人员的工号", "Code of a member who is there already"),
    text(
        "310120001001",
        "网格或楼组的代码；受理席为根网格代码加 -desk",
        "Code of the grid or building group; of the desk: that of the root with -desk behind it",
    ),
    text(
        "网格",
        "网格、楼组或受理席；不填时按代码找",
        "grid, building_group or desk; blank: whichever has the code",
    ),
    text(
        "网格员",
        "负责人（书记、网格长、楼组长等）、副职（B角）、网格员或值班",
        "leader, deputy, worker or on_call",
    ),
    text("", "副职的顺位，0–99", "Order among deputies, 0–99"),
    text(
        "",
        "开始日期，如 2027-01-01、2027.1.1；留空则立即开始，不能早于导入之时",
        "First day, as 2027-01-01 or 2027.1.1; at once when blank, never before the import",
    ),
    text(
        "长期",
        "最后一天，如 2027-12-31；留空或“长期”表示没有期限",
        "Last day, as 2027-12-31; blank or long-term for no end",
    ),
];

pub(super) const BUILDING_GROUPS: &[ColumnText] = &[
    text("310120001001", "所属网格的代码", "Code of the grid that it belongs to"),
    text("金水苑东组", "楼组名称", "Name of the building group"),
    text(
        "310120001001-01",
        "楼组代码；留空则为网格代码加序号",
        "Code; that of the grid with a running number when blank",
    ),
    text(
        "W0107",
        "楼组长的工号；留空则暂无楼组长",
        "Code of the member who leads it; nobody when blank",
    ),
    text("84", "户数", "Number of households"),
    text(
        "龙泉路138弄金水苑1号楼；龙泉路138弄金水苑2号楼",
        "门址，多个之间用；隔开，每个写全路名、小区和楼号",
        "Addresses, with ； between several; each with road, compound and building",
    ),
];

pub(super) const ADDRESSES: &[ColumnText] = &[
    text("310120001001-01", "已有楼组的代码", "Code of a building group that is there already"),
    text(
        "龙泉路138弄金水苑3号楼",
        "门址，写全路名、小区和楼号",
        "Address, with road, compound and building",
    ),
    text(
        "121.405",
        "经度（度）；与纬度同填或同空，坐标系由 --datum 说明",
        "Longitude in degrees; with the latitude or not at all; --datum says of which datum",
    ),
    text("30.905", "纬度（度）", "Latitude in degrees"),
];

pub(super) const POSTS: &[ColumnText] = &[
    text(
        "XFG-0001",
        "岗位的唯一编号，字母、数字、- 或 _",
        "Code of the post, unique: letters, digits, - or _",
    ),
    text("邻里调解先锋岗", "岗位名称，公开", "Name of the post, public"),
    text(
        "调解邻里纠纷、走访独居老人",
        "岗位职责，最多 10 项，用、隔开，公开",
        "Duties, up to 10, with 、 between them; public",
    ),
    text(
        "邻里调解",
        "需要的技能，名称或代码，用、隔开",
        "Skills that it needs, by name or code, with 、 between them",
    ),
    text("2", "同时任职的人数，1–50，默认 1", "Number of holders at a time, 1–50; 1 when blank"),
    text("310120001001", "责任区为网格时填写其代码", "Code of the grid, if that is its zone"),
    text(
        "",
        "责任区为楼组时填写其代码，用、隔开，须同属一个网格",
        "Codes of building groups of one grid, if they are its zone, with 、 between them",
    ),
    text(
        "",
        "责任区为点位周边时填写经度（度）",
        "Longitude of the point in degrees, if its surroundings are its zone",
    ),
    text("", "责任区为点位周边时填写纬度（度）", "Latitude of the point in degrees"),
    text("", "点位周边的半径，50–1000 米", "Radius around the point, 50–1000 m"),
];

pub(super) const REGISTRATIONS: &[ColumnText] = &[
    text(
        "W0107",
        "报到人员的工号；组织报到时留空",
        "Code of the member who registers; blank for an organisation",
    ),
    text(
        "",
        "报到组织的代码；人员报到时留空",
        "Code of the organisation that registers; blank for a member",
    ),
    text(
        "310120001001",
        "报到的居村的代码；由该居村书记审核",
        "Code of the neighbourhood, whose secretary decides",
    ),
    text("", "人员所在单位的组织代码", "Code of the organisation where the member works"),
    text(
        "邻里调解、法律咨询",
        "技能，名称或代码，用、隔开",
        "Skills, by name or code, with 、 between them",
    ),
    text(
        "周六 09:00-11:00；周日 14:00-16:00",
        "可以服务的时间，星期加起止时间，用；隔开",
        "Times at which they can help: day and hours, with ； between them",
    ),
];

pub(super) const TICKETS: &[(&str, bool, ColumnText)] = &[
    (
        "工单编号",
        true,
        text(
            "202703020000171234",
            "上级平台的工单编号，须为文本",
            "Number of the ticket in the platform above, as text",
        ),
    ),
    (
        "分类",
        false,
        text(
            "噪声",
            "映射文件 values 中的写法，其余按 default",
            "As written among the values of the mapping; others are its default",
        ),
    ),
    (
        "诉求类型",
        true,
        text(
            "投诉",
            "咨询、求助、投诉、举报、建议或表扬",
            "Kind, as written among the values of the mapping",
        ),
    ),
    (
        "紧急程度",
        false,
        text("一般", "一般、紧急或特急", "Urgency, as written among the values of the mapping"),
    ),
    ("是否保密", false, text("否", "是或否", "Whether the reporter is confidential: 是 or 否")),
    ("市民姓名", false, text("李敏", "姓名，加密保存", "Name of the reporter, kept sealed")),
    (
        "联系电话",
        false,
        text(
            "13812341234",
            "电话；读不出的原样封存",
            "Phone of the reporter; what cannot be read is kept sealed",
        ),
    ),
    (
        "办结时限",
        false,
        text(
            "",
            "如 2027-03-01 18:00；只写日期则到当日结束",
            "As 2027-03-01 18:00; a bare date is the last day",
        ),
    ),
    (
        "标题",
        true,
        text(
            "夜间施工噪声",
            "标题，与内容合为诉求内容",
            "Title; with the text it is the description",
        ),
    ),
    ("内容", false, text("工地每晚十一点后仍在施工", "内容", "Text")),
    ("经度", false, text("", "经度（度）；0,0 不算地点", "Longitude in degrees; 0,0 is no place")),
    ("纬度", false, text("", "纬度（度）", "Latitude in degrees")),
    (
        "事发地址",
        false,
        text(
            "龙泉路138弄金水苑1号楼",
            "地址；没有相似门址时改用网格编号",
            "Address; the grid is used when none is like it",
        ),
    ),
    ("网格编号", false, text("310120001001", "网格代码", "Code of the grid")),
];
