//! Vocabularies of a trace.

use crate::domain::vocabulary::vocabulary;

vocabulary! {
    /// Kind of a step in the trace of a routing.
    TraceStepKind {
        AddressGiven = "address_given" "选定的门址" "address given",
        AddressMatched = "address_matched" "门址匹配" "address matched",
        AddressAmbiguous = "address_ambiguous" "门址不唯一" "address ambiguous",
        AddressGuessed = "address_guessed" "门址为推测" "the match is a guess",
        GridNamed = "grid_named" "写明的网格" "grid named",
        AddressNumberUnknown = "address_number_unknown" "门址号码不存在" "number unknown",
        AddressUnmatched = "address_unmatched" "门址未匹配" "address unmatched",
        PointDisagrees = "point_disagrees" "定位与门址不符" "point disagrees with the address",
        GroupOf = "group_of" "楼组所在网格" "grid of the building group",
        GridGiven = "grid_given" "指定的网格" "grid given",
        Covers = "covers" "边界包含定位" "border covers the point",
        Nearest = "nearest" "就近网格" "nearest grid",
        Outside = "outside" "不在辖区内" "outside of all grids",
        Unplaced = "unplaced" "无法定位" "the place is not known",
        Rule = "rule" "适用规则" "rule applied",
        RuleSkipped = "rule_skipped" "跳过规则" "rule skipped",
        NotShared = "not_shared" "不共享" "not shared",
        Shared = "shared" "协同" "shared",
        MainOffice = "main_office" "派单目录的主办单位" "main office of the catalogue",
        PartakerElsewhere = "partaker_elsewhere" "不在其责任区，未共享" "partaker of another place",
        NobodyHere = "nobody_here" "此处没有这样的协同方" "nobody of the kind is there",
        DeskFirst = "desk_first" "先到受理席" "desk first",
        BuildingGroupFirst = "building_group_first" "先由楼组办理" "building group first",
        OutsideHours = "outside_hours" "非工作时间" "outside working hours",
        StartingLevel = "starting_level" "起始层级" "starting level",
        Conflict = "conflict" "回避" "conflict of interest",
        Passed = "passed" "跳过人选" "candidate passed over",
        Vacant = "vacant" "无人任职" "vacant",
        RootAbsent = "root_absent" "根网格全员不在岗" "everybody at the root is absent",
        RootConflict = "root_conflict" "根网格全员须回避" "everybody at the root is concerned",
        Chosen = "chosen" "确定承办人" "chosen",
    }
}

vocabulary! {
    /// What makes a guess of a match.
    GuessReason {
        Name = "name" "名称不完全相同" "the name is not quite the same",
        Within = "within" "只有开头是已知的名称" "only the beginning is a known name",
        Unsaid = "unsaid" "未写名称" "no name is said",
        Compound = "compound" "未写小区" "the compound is not said",
        Parts = "parts" "门址不完整" "the address is not complete",
        Otherwise = "otherwise" "按另一种写法" "written otherwise",
        Several = "several" "写了不止一处" "more than one place is written",
    }
}

vocabulary! {
    /// Verdict on a grid that covers a point: whether it takes the point, or why not.
    CoverVerdictKind {
        Taken = "taken" "承接" "takes the point",
        BeatenByDedicated = "beaten_by_dedicated" "专属网格优先" "a dedicated grid goes first",
        Wider = "wider" "层级较宽" "its level is wider",
        Larger = "larger" "面积较大" "its area is larger",
        LaterCode = "later_code" "代码在后" "its code comes later",
    }
}

vocabulary! {
    /// Reason for not choosing a candidate.
    SkipReason {
        Absent = "absent" "不在岗" "absent at that instant",
        Inactive = "inactive" "已停用" "may not act at all",
        Concerned = "concerned" "须回避" "it is about them",
    }
}

vocabulary! {
    /// Kind of a missing object that a rule names.
    GoneTarget {
        Grid = "grid" "网格" "its grid",
        Category = "category" "事项类别" "its category",
        Level = "level" "层级" "its level",
        Organization = "organization" "协办单位" "an organisation",
        Unit = "unit" "抄送单元" "a unit that reads along",
        PioneerPost = "pioneer_post" "党员先锋岗" "a pioneer post",
        MainOffice = "main_office" "主办单位" "the main office",
    }
}

vocabulary! {
    /// Reason why a place is not that of a partaker.
    ElsewhereReason {
        Zone = "zone" "责任区不含此处" "the zone of the post does not cover the place",
        Serves = "serves" "不服务此处" "the organisation does not serve the place",
        Conflict = "conflict" "诉求反映该单位" "the request is about it",
    }
}
