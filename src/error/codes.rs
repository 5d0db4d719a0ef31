//! The one table of error codes: identifier, code, HTTP status, Chinese and English text.
//! `docs/errors.md` is printed from it.

use super::Language;
use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($name:ident $text:literal $status:literal $zh:literal $en:literal)+) => {
        /// Code of a problem. A variant is documented by its text; `{name}` stands for a value.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub enum Code { $(#[doc = $en] #[serde(rename = $text)] $name),+ }

        impl Code {
            /// All codes, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Returns the code as it is sent: lower-case ASCII.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// Returns the HTTP status of an answer with this code.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),+ }
            }

            /// Returns the text, values still in braces.
            pub const fn text(self, language: Language) -> &'static str {
                match language {
                    Language::Chinese => match self { $(Self::$name => $zh),+ },
                    Language::English => match self { $(Self::$name => $en),+ },
                }
            }
        }
    };
}

codes! {
    // The HTTP request itself
    InvalidJson "invalid_json" 400 "请求内容不是有效的 JSON：第 {line} 行第 {column} 列，{reason}" "The body is not valid JSON: line {line}, column {column}, {reason}"
    UnknownRoute "unknown_route" 404 "没有这个地址，请对照 /docs 检查路径" "There is no such route; compare the path with /docs"
    MethodNotAllowed "method_not_allowed" 405 "此地址不支持 {method}，可用：{allowed}" "{method} is not possible here; use {allowed}"
    BodyTooLarge "body_too_large" 413 "请求内容超过 {limit} 字节" "The body is over {limit} bytes"
    UnsupportedMediaType "unsupported_media_type" 415 "请以 application/json 提交" "Send the body as application/json"
    Unavailable "unavailable" 503 "服务暂时不可用，请稍后重试" "The service cannot answer now; try again later"
    Internal "internal" 500 "服务内部错误，请凭 request_id 联系管理员" "A fault inside the service; tell the administrator the request_id"

    // Values
    NotFound "not_found" 404 "找不到该对象，或不在您的职责范围内" "There is no such object in your scope"
    Required "required" 422 "必须填写" "A value is required"
    PlaceRequired "place_required" 422 "请给出门址、定位或网格编号之一" "Give one of these: an address, a point or the code of a grid"
    UnknownField "unknown_field" 422 "没有名为 {field} 的字段，可用：{known}" "There is no field called {field}; known are: {known}"
    InvalidValue "invalid_value" 422 "取值无效：{reason}" "The value is not valid: {reason}"
    TooLong "too_long" 422 "最多 {max} 个字" "At most {max} characters"
    ControlCharacter "control_character" 422 "不能含有控制字符（{character}）" "There is a control character in it ({character}); leave it out"
    OutOfRange "out_of_range" 422 "须在 {min} 与 {max} 之间" "Must be between {min} and {max}"
    BeforeItExisted "before_it_existed" 422 "那时还没有，自{since} 起才有" "It was not there yet: it is there since {since}"

    Erased "erased" 410 "这里的个人信息已按规定删除" "The personal data here was erased"
    AlreadyExists "already_exists" 409 "同样的内容已存在" "Another one with the same values exists"
    IdempotencyKeyReused "idempotency_key_reused" 422 "这个 Idempotency-Key 已用于另一份内容，请换一个新的" "This Idempotency-Key was used with another body; make a new one"
    StaleVersion "stale_version" 412 "对象已被他人修改（现为第 {current} 版），请重新读取后再改" "Somebody changed it meanwhile (now version {current}); read it again"

    // The database
    DatabaseUrl "database_url" 500 "数据库地址 {given} 无法识别，请写 sqlite://路径 或 postgres://…" "The database address {given} is not understood; write sqlite://PATH or postgres://…"
    DatabaseTls "database_tls" 500 "此程序内置的 PostgreSQL 客户端不支持 TLS，请以 system-libpq 特性编译，或去掉 sslmode" "The PostgreSQL client in this binary has no TLS; build it with the feature system-libpq, or drop sslmode"
    DatabaseMissing "database_missing" 500 "没有数据库文件 {path}，请检查路径，或先运行 wangge init" "There is no database file {path}; check the path, or run wangge init first"
    DatabaseOutdated "database_outdated" 500 "数据库 {database} 的结构不是最新的，请运行 wangge migrate" "The database {database} lacks migrations; run wangge migrate"
    AlreadyInitialized "already_initialized" 409 "数据库已经初始化，不能再次初始化；请检查数据库地址" "The database has a root grid already; check its address"
    SupervisorsSame "supervisors_same" 422 "负责人和副职须为两个人，不能都是 {login}" "Leader and deputy of the root are two people; {login} cannot be both"
    FolderMissing "folder_missing" 500 "无法建立目录 {path}（{reason}），请检查路径，或先建好上级目录" "The folder {path} cannot be made ({reason}); check the path, or make the folders above it first"
    AddressInUse "address_in_use" 500 "无法在 {address} 上监听：{reason}；请换一个 --listen 地址或停止占用它的程序" "Cannot listen on {address}: {reason}; choose another --listen or stop what uses it"
    DemoOnLoopbackOnly "demo_on_loopback_only" 500 "演示的密码人人皆知，只能在本机地址上运行，不能用 {address}" "Everybody knows the passwords of the demo: it runs on addresses of this machine alone, not on {address}"
    PlainHttpRefused "plain_http_refused" 500 "不在 {address} 上提供未加密的 HTTP；请在前面加 TLS 反向代理，并设 server.allow_plain_http = true" "Plain HTTP is not served on {address}; put a proxy with TLS in front and set server.allow_plain_http = true"
    LogSenderRefused "log_sender_refused" 500 "没有发送验证码的程序：请设 auth.code_command；仅在测试环境可设 auth.allow_log_sender = true" "No program sends codes to phones: set auth.code_command; only where you test, set auth.allow_log_sender = true"
    NotInitialized "not_initialized" 503 "尚未初始化，请先运行 wangge init" "There is no root grid yet; run wangge init first"

    // Grids, people and what is planned with them
    UnknownGrid "unknown_grid" 422 "没有这个网格，或已撤销：{grid}" "There is no such grid, or it is retired: {grid}"
    UnknownUnit "unknown_unit" 422 "没有这个网格或楼组，或已撤销：{unit}" "There is no such grid or building group, or it is retired: {unit}"
    UnknownOrganization "unknown_organization" 422 "没有这个单位，或已撤销：{organization}" "There is no such organisation, or it has ended: {organization}"
    OrganizationNotEmpty "organization_not_empty" 409 "单位 {code} 还有 {children} 个下属单位，请先移走或撤销" "The organisation {code} still has others below it ({children}); move or end them first"
    OrganizationInUse "organization_in_use" 409 "单位还有 {left}，请先了结" "The organisation still has {left}; end those first"
    DeskServed "desk_served" 422 "受理席不能作为服务范围：请写网格或楼组" "An organisation serves grids and building groups, not the desk"
    OrganizationWithinItself "organization_within_itself" 422 "单位不能隶属于自己或自己的下属单位" "An organisation belongs neither to itself nor to one below it"
    UnknownSkill "unknown_skill" 422 "没有名为 {skill} 的技能，请对照 /api/v1/skills" "There is no skill called {skill}; see /api/v1/skills"
    SkillTwice "skill_twice" 422 "技能 {skill} 出现了两次" "The skill {skill} is named twice"
    FreeTimeWrong "free_time_wrong" 422 "空闲时间须为周一(1)至周日(7)的某一天、精确到分、开始早于结束，且互不重叠" "A free time lies on one day, 1 Monday to 7 Sunday, in whole minutes, begins before it ends and overlaps no other"
    UnknownMember "unknown_member" 422 "没有这个人员：{member}" "There is no such member: {member}"
    UnknownDuty "unknown_duty" 422 "没有这项责任：{duty}" "There is no such duty: {duty}"
    UnknownAbsence "unknown_absence" 422 "没有这条请假：{absence}" "There is no such absence: {absence}"
    UnknownLevel "unknown_level" 422 "没有名为 {level} 的层级，请对照 /api/v1/levels" "There is no level called {level}; see /api/v1/levels"
    MalformedCode "malformed_code" 422 "代码“{code}”须为 1–{max} 个字母、数字、- 或 _" "The code \"{code}\" must be 1–{max} letters, digits, - or _"
    CodeInUse "code_in_use" 409 "代码 {code} 已被使用" "The code {code} is in use"
    ParentRequired "parent_required" 422 "已有根网格，新网格必须指明上级" "There is a root already; name the parent of the new grid"
    LevelNotBelowParent "level_not_below_parent" 422 "层级“{level}”须低于上级 {parent} 的层级“{parent_level}”" "The level \"{level}\" must be below \"{parent_level}\", the level of the parent {parent}"
    RootCannotRetire "root_cannot_retire" 409 "根网格不能撤销" "The root cannot be retired"
    GridNotEmpty "grid_not_empty" 409 "网格 {code} 还有 {left}，请先移走" "The grid {code} still has {left}; move them first"
    GridInUse "grid_in_use" 409 "网格还有 {left}，请先了结" "The grid still has {left}; end those first"
    GridTwice "grid_twice" 422 "网格 {code} 出现了两次" "The grid {code} is named twice"
    GridsOverlap "grids_overlap" 422 "网格 {a} 与 {b} 在 ({lon}, {lat}) 附近重叠 {area_m2} 平方米，请修正边界" "The grids {a} and {b} overlap by {area_m2} m² near ({lon}, {lat}); mend their borders"
    GridsLeaveGap "grids_leave_gap" 422 "网格 {parent} 之下在 ({lon}, {lat}) 附近有 {area_m2} 平方米的空隙，请修正边界，或明确接受" "The grids below {parent} leave a hole of {area_m2} m² near ({lon}, {lat}); mend their borders, or accept it knowingly"
    GridOverhangs "grid_overhangs" 422 "网格 {code} 在 ({lon}, {lat}) 附近超出上级 {parent} 的边界 {area_m2} 平方米，请修正边界" "The grid {code} reaches {area_m2} m² beyond its parent {parent} near ({lon}, {lat}); mend its border"
    MemberInactive "member_inactive" 409 "人员 {code} 已停用，请先启用" "The member {code} is inactive; activate them first"
    LeaderPeriodsOverlap "leader_periods_overlap" 409 "该单元已有负责人（{from} 至 {to}），请先结束那项责任" "The unit has a leader from {from} until {to}; end that duty first"
    DutyTwice "duty_twice" 409 "此人在该单元已任“{capacity}”（{from} 至 {to}）" "The member is \"{capacity}\" of this unit already, from {from} until {to}"
    BeginsInThePast "begins_in_the_past" 422 "开始时间不能早于现在（{now}）" "Nothing may begin before now ({now})"
    EndsInThePast "ends_in_the_past" 422 "结束时间不能早于现在（{now}）" "Nothing may end before now ({now})"
    EndsBeforeItBegins "ends_before_it_begins" 422 "结束时间须晚于开始时间" "The end must be later than the beginning"
    AlreadyEnds "already_ends" 409 "已于{to} 结束" "It already ends at {to}"
    RoleNotAppointed "role_not_appointed" 422 "角色“{role}”随责任而来，不能任命" "The role {role} comes with a duty and is not appointed"
    RolesExclude "roles_exclude" 409 "角色“{role}”与已有的“{held}”互斥，不能由同一人担任" "The role {role} excludes {held}, which the member holds"
    NotAppointed "not_appointed" 409 "{member} 没有角色“{role}”" "{member} does not have the role {role} there"
    AppointedTwice "appointed_twice" 409 "此人已有角色“{role}”" "The member already has the role {role}"
    RootWithoutLeader "root_without_leader" 409 "根网格自{from} 起将没有负责人：根网格必须始终有人负责" "From {from} on the root would have no leader; it must always have one"

    ShiftWithoutEnd "shift_without_end" 422 "值班须写明结束时间" "A shift on call has an end; say when"
    ShiftAtGrids "shift_at_grids" 422 "值班只能安排在网格或受理席，不能在楼组" "Somebody is on call at a grid or at the desk, not at a building group"
    DeskCapacity "desk_capacity" 422 "受理席只设负责人、副职和值班" "The desk has a leader, deputies and people on call, no workers"

    // Routing rules
    PioneerPostTwice "pioneer_post_twice" 422 "先锋岗 {post} 出现了两次" "The pioneer post {post} is named twice"
    RuleEnded "rule_ended" 409 "没有这条派单规则，或已停用" "There is no such routing rule, or it holds no more"
    RuleTwice "rule_twice" 409 "规则 {code} 同期在同一网格有完全相同的条件，请修改其中一条" "The rule {code} has the same grid and the same condition at that time; change one of them"
    RuleWithoutEffect "rule_without_effect" 422 "规则没有写明任何办法：请给出层级、先问的人、协办、抄送或时限" "The rule does nothing: name a level, whom to ask first, co-handlers, copies or clocks"
    RuleFirst "rule_first" 422 "先问的人须为负责人或副职，不能是“{capacity}”：其他人不承担责任" "Whom to ask first is the leader or the deputy, not {capacity}: the others answer for nothing"
    RuleTimeEmpty "rule_time_empty" 422 "时段的开始和结束相同，永远不成立" "The time begins when it ends, so it never comes"
    RuleClock "rule_clock" 422 "时限须为 1–90 个工作日、1–720 个工作小时或 1–10080 分钟" "A clock is 1–90 working days, 1–720 working hours or 1–10080 minutes"
    RuleClockCritical "rule_clock_critical" 422 "特急诉求的时限是固定的，规则不能修改" "The clocks of critical requests are fixed; a rule cannot change them"
    TwoFirstHandlers "two_first_handlers" 422 "先行处置人只能有一个：first_handler 与 first_handler_here 请保留一个" "A rule has one first handler: keep either first_handler or first_handler_here"
    RelativePartakerMisplaced "relative_partaker_misplaced" 422 "“{partaker}”不能用于“{part}”，可用：{known}" "{partaker} cannot be: {part}; for that there are {known}"
    RelativePartakerTwice "relative_partaker_twice" 422 "“{partaker}”出现了两次" "This is named twice: {partaker}"
    RuleNeverWins "rule_never_wins" 422 "规则 {code} 的办法总是由更具体的规则 {rules} 给出，永远轮不到它：请修改条件，或停用" "What the rule {code} names always comes from more specific rules ({rules}), so it never wins: change its condition, or retire it"
    RuleForConfidentialAlone "rule_for_confidential_alone" 422 "规则 {code} 只适用于保密诉求，而保密诉求没有先行处置、协办和抄送：请修改条件，或停用" "The rule {code} holds for confidential requests alone, and those are shared with nobody: change its condition, or retire it"
    RulePostElsewhere "rule_post_elsewhere" 422 "先锋岗 {post} 的责任区不在 {grid} 之内，规则 {code} 不会派给它：请改用责任区在此的先锋岗" "The zone of the pioneer post {post} covers no place in {grid}, so the rule {code} never gives it anything: name a post whose zone lies there"
    RuleOrganizationElsewhere "rule_organization_elsewhere" 422 "单位 {organization} 不服务 {grid} 的任何地方，规则 {code} 不会请它协办：请改用服务此处的单位，或更改它的服务范围" "The organisation {organization} serves no place in {grid}, so the rule {code} never asks it: name one that does, or change what it serves"
    RuleNobodyHere "rule_nobody_here" 422 "{grid} 之内没有{partaker}，规则 {code} 找不到人：请先建立，或修改规则" "Nowhere in {grid} is there {partaker}, so the rule {code} finds nobody: add one, or change the rule"
    CoverageTooLarge "coverage_too_large" 422 "要算的组合有 {found} 个，最多 {max} 个：请缩小网格，或限定类别、类型" "There are {found} cases to work out, and at most {max} are: choose a smaller grid, or fewer categories and kinds"
    UnitTwice "unit_twice" 422 "单元 {unit} 出现了两次" "The unit {unit} is named twice"

    // Building groups and addresses
    UnknownBuildingGroup "unknown_building_group" 422 "没有这个楼组，或已撤销：{building_group}" "There is no such building group, or it is retired: {building_group}"
    UnknownAddress "unknown_address" 422 "没有这个门址，或已撤销：{address}" "There is no such address, or it is retired: {address}"
    AddressSaysNothing "address_says_nothing" 422 "门址中没有路名、小区名或号码，请写明" "The address names no road, no compound and no number; say where it is"
    AddressNumberAlone "address_number_alone" 422 "“{value}”只有号码，没有写明是弄、号、幢还是室：请写明，并写上路名或小区名" "{value} is a number, and no word says what it counts: write whether it is a lane, a house, a building or a room, and the road or the compound"
    AddressPointOutside "address_point_outside" 422 "坐标 {lon}, {lat} 不在任何网格内，附近也没有网格：请核对经纬度和坐标系" "The point {lon}, {lat} lies in no grid and near none: check the coordinates and their datum"
    AddressRangeUnclear "address_range_unclear" 422 "“{value}”可能是一处门址，也可能是几处：几处请逐个写，用“、”隔开（12号、13号），或写“12号至14号”；一处请写“12号之14”" "{value} may be one address or several: name several one by one, and write the branch of one behind its door"
    AddressesInCell "addresses_in_cell" 422 "“{value}”是几处门址：每处门址单独写一行" "{value} names several addresses: write each in a row of its own"
    AliasTaken "alias_taken" 409 "本居村已有叫“{name}”的网格、楼组、小区或别名" "In this neighbourhood something else is called {name} already: a grid, a building group, a compound or an alias"
    AliasNoName "alias_no_name" 422 "“{name}”不是名称：别名须是两个字以上的名称，不含门牌号码" "{name} is no name: an alias has two characters or more and no house number"
    AliasOfNothing "alias_of_nothing" 422 "请写明别名指什么：楼组代码，或网格代码，或网格代码与小区名称" "Say what the alias names: the code of a building group or of a grid, or of a grid and the name of a compound in it"
    UnknownCompound "unknown_compound" 422 "该网格所在居村没有这个小区的门址：{compound}" "No address in the neighbourhood of that grid is of this compound: {compound}"
    AddressReadOtherwise "address_read_otherwise" 409 "楼组 {building_group} 的门址“{address}”仍按旧规则识别为“{kept}”，现会识别为“{today}”：重新导入该门址即按新规则" "The address {address} of the building group {building_group} keeps its earlier reading {kept}; today it is read {today}: import it again to have it read so"
    AddressTwice "address_twice" 409 "同一网格的楼组 {building_group} 已有这个门址" "The building group {building_group} in the same grid has this address already"
    AddressNotFound "address_not_found" 422 "没有找到这个门址：请补上路名或小区名，或给出定位或网格代码" "No address is like this one: add the road or the compound, or give a point or the code of a grid"
    OneCoordinate "one_coordinate" 422 "经度和纬度须同时填写" "Give longitude and latitude together"

    // Pioneer posts
    UnknownPioneerPost "unknown_pioneer_post" 422 "没有这个先锋岗，或已撤销：{post}" "There is no such pioneer post, or it is retired: {post}"
    BuildingGroupTwice "building_group_twice" 422 "楼组 {code} 出现了两次" "The building group {code} is named twice"
    ZoneOverGrids "zone_over_grids" 422 "责任区的楼组须同属一个网格，{code} 不在其中；跨网格请以网格或点位划定" "The building groups of a zone belong to one grid, and {code} does not; for more, name a grid or a point"
    PostFull "post_full" 409 "先锋岗的 {places} 个名额在{at} 已满，请选择其他任期或增加名额" "All {places} places of the post are taken at {at}; choose another term, or add places"
    PostHeldTwice "post_held_twice" 409 "此人已任此岗（{from} 至 {to}）" "The member holds this post already, from {from} until {to}"
    PostTermTooLong "post_term_too_long" 422 "一届任期最长 {years} 年，期满可再任" "A term has at most {years} years; it may be given again"
    PostPlacesHeld "post_places_held" 409 "{at} 有 {held} 人任此岗，名额不能更少；请先结束其中的任期" "{held} members hold the post at {at}, so there cannot be fewer places; end terms first"
    PostsInZone "posts_in_zone" 409 "{unit} 在先锋岗 {posts} 的责任区内，请先更改其责任区或撤销该岗" "{unit} is in the zones of the pioneer posts {posts}; change their zones or retire them first"
    ConsentNotYours "consent_not_yours" 403 "是否公示姓名只由在岗党员本人决定" "Whether a name is shown is for its bearer alone to say"

    // Changes over the interface
    MemberHasRoles "member_has_roles" 409 "此人还担任：{roles}。请先由安全保密管理员撤销" "The member still has these roles: {roles}. Have a security administrator end them first"
    OwnAppointment "own_appointment" 403 "不能给自己授予或撤销角色，请由另一位安全保密管理员办理" "Nobody gives or takes a role of their own; ask another security administrator"

    // Registrations with a neighbourhood
    NotANeighbourhood "not_a_neighbourhood" 422 "{grid} 不是居村，报到请选择居村一级的网格" "{grid} is no neighbourhood; register with a grid of that level"
    MembersOnly "members_only" 403 "您的账号不是党员、志愿者或工作人员，不能这样办理" "Your login is not that of a member, so it cannot do that"
    RegistrationTwice "registration_twice" 409 "已在这里报到，或已有尚未审核的申请（{grid}，{state}）" "There is a registration here already, or one that is not decided yet ({grid}, {state})"
    OwnRegistration "own_registration" 403 "不能审核自己的报到，请由另一位负责人办理" "Nobody decides about a registration of their own; ask somebody else who leads there"
    RegistrationState "registration_state" 409 "报到现为“{state}”，不能这样办理" "The registration is {state}; that cannot be done now"

    // Second identities
    CommunityRoleRetired "community_role_retired" 409 "这个社区角色已撤销" "This community role is offered no more"
    NotRegisteredHere "not_registered_here" 403 "请先向本居村报到并通过审核，再认领这里的角色" "Register with this neighbourhood and be accepted before you claim a role of it"
    IdentityTwice "identity_twice" 409 "您已认领这个角色，现为“{state}”" "You have claimed this role already; the claim is {state}"
    CommunityRoleFull "community_role_full" 409 "名额已满：{left}" "All are taken: {left}"
    OwnIdentity "own_identity" 403 "不能审核自己的认领，请由另一位负责人办理" "Nobody decides about a claim of their own; ask somebody else who leads there"
    DutyOutsideNeighbourhood "duty_outside_neighbourhood" 422 "角色附带的责任须在本居村的网格或楼组内" "The duty of a role lies in a grid or building group of its neighbourhood"
    RoleCapacity "role_capacity" 422 "角色只能附带副职或网格员的责任，负责人和值班另行安排" "A role brings the duty of a deputy or a worker; leaders and those on call are named otherwise"
    DutyNeedsReview "duty_needs_review" 422 "附带责任的角色须逐个审核" "A role that brings a duty is reviewed, claim by claim"
    RoleDutyHeld "role_duty_held" 409 "有 {active} 人正任此角色，附带的责任不能更改；请先结束，或另设一个角色" "{active} members have the role now, so its duty cannot change; end them first, or offer another role"
    DutyNotYours "duty_not_yours" 403 "这个角色附带网格的责任，请由可任免该责任的督导审核" "This role brings a duty that is not yours to give; ask the supervisor who gives it"
    DutyOfIdentity "duty_of_identity" 409 "这项责任随第二身份“{role}”而来，请结束该身份，责任随之结束" "This duty comes with the second identity \"{role}\"; end that, and the duty ends with it"
    UnitOfRole "unit_of_role" 409 "有 {roles} 个社区角色附带这里的责任，请先更改或撤销这些角色" "{roles} community roles bring a duty here; change or retire them first"
    IdentityState "identity_state" 409 "第二身份现为“{state}”，不能这样办理" "The second identity is {state}; that cannot be done now"

    // Change sets of responsibility
    SuccessorAbsent "successor_absent" 422 "接替人 {code} 当时不在岗（至{to}），请另选，或改期" "{code} is absent then (until {to}); choose somebody else, or another date"
    SuccessorIsHolder "successor_is_holder" 422 "接替人就是本人，请另选" "This is who holds it already; choose somebody else"
    SuccessorMissing "successor_missing" 422 "没有写明由谁接手 {unit}，请在 successors 中写明，或填写 to" "Nobody takes over {unit}: name somebody in successors, or give to"
    UnitNotHeld "unit_not_held" 422 "此人在单元 {unit} 没有责任" "The member holds no duty at the unit {unit}"
    NothingHeld "nothing_held" 422 "此人名下没有责任，不需要移交" "The member holds nothing that could be handed over"
    OpenMoveLater "open_move_later" 422 "只有自生效时起的离岗才能同时移交在办诉求；请去掉 from，用 effective_at 定生效时间" "Open requests move only with an absence that begins when this is applied; leave out from and give the change set an effective_at"
    CoverWithoutEnd "cover_without_end" 422 "指定顶岗人时须写明离岗到何时" "Say until when, if somebody is to stand in"
    GridsNotSiblings "grids_not_siblings" 422 "网格 {a} 与 {b} 不是同一上级、同一层级、同一类型的网格，不能合并" "The grids {a} and {b} are not of one parent, level and kind; they cannot be merged"
    GridsNotAdjacent "grids_not_adjacent" 422 "这些网格不相连，合并后不是一整块" "These grids do not share borders; merged they would not be one area"
    GroupThereAlready "group_there_already" 422 "这个楼组已在该网格" "The building group is in that grid already"
    GridTooSmall "grid_too_small" 422 "面积 {area_m2} 平方米，小于网格的最小面积 {min} 平方米，见 geometry" "{area_m2} m² is less than a grid may have, {min} m²; see geometry"
    GridWithoutBoundary "grid_without_boundary" 422 "网格 {code} 没有边界，请先画出" "The grid {code} has no polygon; draw one first"
    GridNotBelow "grid_not_below" 422 "网格 {code} 不是 {parent} 直接下级的普通网格" "The grid {code} is no general grid directly below {parent}"
    NoLandLeft "no_land_left" 422 "网格 {code} 的土地已全部归其他下级网格，没有可划分的" "Other grids below {code} have all of its land; none is left to divide"
    NoAddressPoints "no_address_points" 422 "网格 {code} 没有坐标在 {parent} 内的门址，无法推算边界，请先补录，或用 children 只推算其他网格" "No address of the grid {code} has a point in {parent}; add one first, or name the other grids in children"
    SplitByLineOrPolygons "split_by_line_or_polygons" 422 "请给出一条分割线，或为每一部分各给出边界，不能混用" "Give one line that cuts, or a polygon for every part, not both"
    PiecesDiffer "pieces_differ" 422 "分割线把网格分成 {pieces} 块，而写明的部分有 {parts} 个，见 geometry" "The line cuts the grid into {pieces} pieces, but {parts} parts are named; see geometry"
    PartsOverlap "parts_overlap" 422 "各部分之间重叠 {area_m2} 平方米，见 geometry" "Parts overlap by {area_m2} m²; see geometry"
    PartOutside "part_outside" 422 "这一部分有 {area_m2} 平方米在原网格之外，见 geometry" "{area_m2} m² of this part lie outside the grid; see geometry"
    PartsLeaveGap "parts_leave_gap" 422 "各部分之间留有空隙 {area_m2} 平方米，见 geometry" "The parts leave {area_m2} m² of the grid open; see geometry"
    SplitCutsGrid "split_cuts_grid" 422 "下级网格 {code} 会被切开，请先调整它，或改画分割线，见 geometry" "The grid {code} below would be cut; change it first, or draw the line elsewhere; see geometry"
    GroupNeedsPart "group_needs_part" 422 "楼组 {code} 的门址没有坐标或分在几个部分，请在 building_groups 中写明它归哪一部分" "The addresses of the building group {code} have no points, or points in several parts; say in building_groups where it goes"
    ReassignmentState "reassignment_state" 409 "这项调整现为“{state}”，不能这样办理；{possible}" "The change set is {state}; that cannot be done now; {possible}"
    ReassignmentEmpty "reassignment_empty" 422 "这项调整还没有任何操作，请先添加" "The change set has no operations yet; add some first"
    ReassignmentTooLong "reassignment_too_long" 422 "一项调整最多 {max} 个操作，请分成几项" "A change set has at most {max} operations; make several"
    StepsFollow "steps_follow" 409 "撤销的操作由所撤销的调整（{at} 起草）决定，不能增减；可以作废它，另行起草" "What it does follows from the change set that it takes back (drafted at {at}); discard it and draft another one instead"
    UnknownStep "unknown_step" 404 "这项调整里没有这个操作" "There is no such operation in the change set"
    DigestDiffers "digest_differs" 409 "预览之后情况有变，这项调整的结果已不同，请重新预览。其间的变动：{changes}" "Things have changed since the preview, and this would do something else now; preview it again. Applied since then: {changes}"
    ApprovalRequired "approval_required" 409 "涉及 {size} 及相关的在办诉求，达到须由另一位督导同意的规模（{limit_requests} 件诉求、{limit_units} 个单元或 {limit_households} 户）；请在 /reassignments 起草，由他人批准后生效" "It changes {size} and their open requests, which one person may not do alone (from {limit_requests} requests, {limit_units} units or {limit_households} households on): draft it at /reassignments and let somebody else approve it"
    ApproverIsAuthor "approver_is_author" 403 "起草人不能批准自己的调整，请由另一位督导办理" "Whoever drafted it cannot approve it; ask another supervisor"
    NotScheduledAgain "not_scheduled_again" 409 "约定的生效时间已到，但重新预览后没有再办理生效，所以没有执行；请再预览，然后办理生效或作废" "Its time came and it was not applied: somebody had looked at it again and nobody scheduled it since; preview it, then apply or discard it"
    UnitInAnotherSet "unit_in_another_set" 409 "单元 {unit} 已在另一项待生效的调整（{at} 起草）中，请等它生效或先作废它" "The unit {unit} is part of another change set that waits to be applied (drafted at {at}); wait for it, or discard it first"
    EffectiveInThePast "effective_in_the_past" 422 "生效时间早于现在（{now}），请改为以后的时间，或不填" "It would take effect before now ({now}); choose a later instant, or leave it out"
    AlreadyUndone "already_undone" 409 "这项调整已撤销或正在撤销（{at} 起草）" "This change set is undone or being undone by the one drafted at {at}"
    NothingToUndo "nothing_to_undo" 409 "这项调整没有可以恢复的内容" "Nothing of this change set can be restored"
    NothingToSuggest "nothing_to_suggest" 422 "没有找到能均衡的调整（{end}）。可用的有：{left}" "No move was found that would even this out ({end}). There are: {left}"
    SuccessorOutOfScope "successor_out_of_scope" 422 "接手的人不在您的范围内，请由其所在地的督导办理" "Whoever is to take over is out of your scope; ask a supervisor of their grid"
    RuleOperation "rule_operation" 422 "新规则须写 code 和 profile；更改须写 rule 和 profile；终止只写 rule" "A new rule has code and profile, a changed one rule and profile, one that ends rule alone"

    // Alliances
    OrganizationTwice "organization_twice" 422 "单位 {organization} 出现了两次" "The organisation {organization} is named twice"
    PactEndsBeforeItBegins "pact_ends_before_it_begins" 422 "公约的终止日早于起始日" "The pact ends before it begins"
    AllianceRetired "alliance_retired" 409 "这个治理共同体已解散" "This alliance is no more"

    // Building circles
    CircleOutside "circle_outside" 422 "楼组 {code} 不在这个居村内" "The building group {code} is not in this neighbourhood"
    InAnotherCircle "in_another_circle" 409 "楼组 {code} 已在另一个楼组圈“{name}”" "The building group {code} is in another circle already, \"{name}\""
    ConvenorNotHere "convenor_not_here" 422 "召集人须已向本居村报到，或在本居村有责任" "The convenor is registered with this neighbourhood or has a duty there"
    CircleRetired "circle_retired" 409 "这个楼组圈已解散" "This building circle is no more"
    CircleNotYours "circle_not_yours" 403 "请由本人、召集人或居村负责人办理" "This is for whoever wrote it, the convenor, or those who lead the neighbourhood"
    ExchangeSettled "exchange_settled" 409 "这条互助已了结（{state}）" "This offer or need was settled before ({state})"
    TopicConcluded "topic_concluded" 409 "这个议题已有结论" "This topic was concluded before"

    // Reading a request
    NothingToUnmask "nothing_to_unmask" 403 "您不能查看诉求人的身份" "You may not see who reported this"
    ReceiptNotRenewable "receipt_not_renewable" 409 "只有代他人登记且可联系到诉求人的诉求可补发回执，由未经办它的受理席办理" "Only what was entered for somebody who can be reached gets another receipt, from a desk that does not handle it"

    // Submitting a request
    UnknownCategory "unknown_category" 422 "没有名为 {category} 的分类，请对照 /api/v1/categories" "There is no category called {category}; see /api/v1/categories"
    LoginOrAnonymous "login_or_anonymous" 401 "请先登录，或在允许的分类下匿名提交" "Sign in, or send it anonymously where the category allows it"
    ChannelNotYours "channel_not_yours" 403 "您不能以“{channel}”的方式提交" "You cannot send requests by the channel {channel}"
    UrgencyForStaff "urgency_for_staff" 422 "紧急程度由分类决定，不需要填写" "How urgent it is follows from the category; leave it out"
    CategoryReferred "category_referred" 422 "这类问题不在这里受理。{advice}" "This is not taken here. {advice}"
    UnknownQuestion "unknown_question" 422 "此类诉求没有名为 {question} 的问题，可用：{known}" "This category asks no question called {question}; known are: {known}"
    AnswerStops "answer_stops" 422 "{advice}" "{advice}"
    AnonymousWithContact "anonymous_with_contact" 422 "匿名诉求不能留姓名或电话" "An anonymous request carries neither name nor phone"

    // Tickets from above
    ExternalNumberKnown "external_number_known" 409 "工单号 {number} 已由受理席、文件导入或其他平台登记，请与街镇受理席联系" "The ticket {number} was entered already by the desk, from a file or by another platform; ask the town desk"
    ExternalRefNotHere "external_ref_not_here" 422 "只有 12345 热线和市级平台的诉求带上级工单号" "Only what comes by the 12345 hotline or the city platform has a number from above"
    ExternalNumberTaken "external_number_taken" 409 "上级工单号 {number} 已用于另一份内容，请核对标出的各项" "The number {number} from above belongs to a ticket with other contents; compare the fields that are named"
    NotFromAbove "not_from_above" 409 "这不是上级派来的工单，不需要回传" "This is no ticket from above: nobody waits for a report"
    ReportNotYours "report_not_yours" 403 "回传由受理席、督导或派单的对接平台办理，保密工单不由督导回传" "The desk, a supervisor or the platform that sent it reports it back; a confidential one not a supervisor"
    PlaceOutsideScope "place_outside_scope" 422 "地点不在您的对接范围内" "The place lies outside the grids that you hand tickets over for"

    // Files that are sent to be imported
    FormExpected "form_expected" 415 "请以 multipart/form-data 表单提交，文件放在 file 字段" "Send a form (multipart/form-data) with the file in the field `file`"
    MalformedForm "malformed_form" 400 "表单格式有误，无法读出各字段；请由上传工具或浏览器生成" "The form cannot be read; let a browser or a tool make it"
    FormFieldTwice "form_field_twice" 422 "字段 {name} 只能出现一次" "The field {name} stands there twice"
    ImportOptionNotHere "import_option_not_here" 422 "导入{kind}没有选项 {option}" "An import of {kind} has no option {option}"
    ImportNotYours "import_not_yours" 403 "您的角色不能导入{kind}，需要以下角色之一：{roles}" "Your role may not import {kind}; one of these may: {roles}"
    ImportRunning "import_running" 409 "同一账号上传的另一份文件还在导入，请等它结束" "Another file of the same account is still being imported; wait until it is done"
    ImportNotAwaiting "import_not_awaiting" 409 "这份文件不在等待同意，现为：{state}" "This file does not wait for a second person; it is {state}"
    SenderApproves "sender_approves" 403 "上传人不能自己同意，请由另一位督导办理" "Whoever sent the file cannot agree to it; ask another supervisor"
    RowOutsideArea "row_outside_area" 422 "{unit} 不在您的职责范围内：请删去，或由负责那里的人导入" "{unit} is outside your area: leave it out, or let those import it who are responsible there"
    RegistrantNotYours "registrant_not_yours" 422 "双报到由本人或所在单位的负责人办理：请留给本人登记，或由系统管理员导入" "People register themselves, organisations through those who manage them: leave this row to them, or have it imported at the server"
    ImportParentTwice "import_parent_twice" 422 "上级只能用一种方式说明：parent、parent_field 或 parent_by_location" "Say where the parents are in one way: parent, parent_field or parent_by_location"
    AgreementLapsed "agreement_lapsed" 409 "先前同意的督导已不负责这里，请另一位督导同意" "The supervisor who agreed is not responsible there any more; another one must agree"
    LoginNotHere "login_not_here" 422 "登录名 {name} 不能随表开通：请留空，由系统管理员开通" "A file that is sent gives no logins: leave {name} out; an administrator gives them"
    ImportInterrupted "import_interrupted" 500 "服务多次中断了这次导入，未完成；请重新上传，仍不行请联系系统管理员" "The service broke off this import again and again; send the file once more, or else tell the administrator"

    // Phones and credentials
    PhoneInvalid "phone_invalid" 422 "不是有效的电话号码，请填写 11 位手机号或带区号的固定电话" "This is no telephone number; give a mobile number of 11 digits or a landline with its area code"
    PhoneNotMobile "phone_not_mobile" 422 "固定电话收不到验证码，请填写 11 位手机号" "A landline cannot receive the code; give a mobile number of 11 digits"
    PasswordTooShort "password_too_short" 422 "密码至少 {min} 个字符" "The password needs at least {min} characters"
    PasswordIsName "password_is_name" 422 "密码不能与登录名相同" "The password must differ from the name"
    PasswordCommon "password_common" 422 "这个密码太常见，请换一个" "This password is too common; choose another one"
    TokenMalformed "token_malformed" 401 "登录令牌格式不对，请重新登录" "This is no access token of this service; sign in again"
    TokenUnknownKey "token_unknown_key" 401 "登录令牌的签名密钥已停用，请重新登录" "The key that signed the access token is not known; sign in again"
    TokenSignature "token_signature" 401 "登录令牌签名不符，请重新登录" "The signature of the access token is wrong; sign in again"
    TokenIssuer "token_issuer" 401 "登录令牌不是本系统签发的，请重新登录" "The access token was issued by another service; sign in again"
    TokenAudience "token_audience" 401 "登录令牌不是发给本系统的，请重新登录" "The access token is meant for another service; sign in again"
    TokenExpired "token_expired" 401 "登录已过期，请用刷新令牌换取新的登录令牌" "The access token has expired; get a new one with the refresh token"
    TokenNotYetGood "token_not_yet_good" 401 "登录令牌尚未生效，请检查服务器时钟后重新登录" "The access token is not good yet; check the clocks of the servers and sign in again"
    TokenLifetime "token_lifetime" 401 "登录令牌的有效期超过本系统的规定，请重新登录" "The access token is good for longer than this service allows; sign in again"
    LoginNameMalformed "login_name_malformed" 422 "登录名须为 {min}–{max} 个字母、数字、点、- 或 _" "A login name has {min} to {max} letters, digits, dots, - or _"
    RefreshTokenInvalid "refresh_token_invalid" 401 "刷新令牌无效，请重新登录" "The refresh token is not valid; sign in again"

    // Accounts and signing in
    SignInRefused "sign_in_refused" 401 "登录名或密码不对。连续 5 次不对后锁定 15 分钟，期间正确的密码也不能登录" "The name or the password is wrong. After 5 failures in a row even the right password is refused for 15 minutes"
    TotpRequired "totp_required" 401 "请同时填写动态验证码" "Give the present code of the authenticator app too"
    TotpWrong "totp_wrong" 401 "动态验证码不对或已用过，请等待下一个验证码" "The code of the authenticator app is wrong or was used; wait for the next one"
    TotpNotPending "totp_not_pending" 409 "没有待确认的动态验证码，请先设置" "No authenticator app waits to be confirmed; set one up first"
    TotpNotEnrolled "totp_not_enrolled" 409 "账号 {name} 没有设置动态验证码" "The account {name} has no authenticator app"
    PasswordChangeRequired "password_change_required" 403 "请先修改一次性密码" "Change the one-time password first"
    OneTimePasswordExpired "one_time_password_expired" 401 "一次性密码已过期，请联系管理员重新生成" "The one-time password has expired; ask the administrator for a new one"
    PasswordUnchanged "password_unchanged" 422 "新密码须与原密码不同" "The new password must differ from the old one"
    AccountDisabled "account_disabled" 403 "账号已停用，请联系管理员" "The account is disabled; ask the administrator"
    DemoAccountRefused "demo_account_refused" 403 "演示账号不能在正式服务中登录" "A demo account cannot sign in to a service in earnest"
    CodeWrong "code_wrong" 401 "验证码不对或已失效，请核对，或重新获取" "The code is wrong or no longer good; check it, or ask for a new one"
    CodeTooSoon "code_too_soon" 429 "获取验证码过于频繁，请在 {seconds} 秒后重试" "Too many codes were sent to this phone; try again in {seconds} seconds"
    CodeNotSent "code_not_sent" 503 "验证码未能发出，请稍后重试" "The code could not be sent; try again later"
    SessionEnded "session_ended" 401 "登录已结束，请重新登录" "The session has ended; sign in again"
    RefreshTokenReused "refresh_token_reused" 401 "刷新令牌被重复使用，为安全起见已结束此登录，请重新登录" "The refresh token was used before; to be safe the session was ended; sign in again"
    UnknownAccount "unknown_account" 404 "没有登录名为 {name} 的账号" "There is no account called {name}"
    NoAccountOfPhone "no_account_of_phone" 404 "还没有人用这个电话登录过" "Nobody has signed in with this phone yet"
    LoginNameInUse "login_name_in_use" 409 "登录名 {name} 已被使用" "The login name {name} is in use"
    MemberHasAccount "member_has_account" 409 "人员 {code} 已有账号" "The member {code} has an account already"

    // Key files
    KeyFileMissing "key_file_missing" 500 "找不到密钥文件 {path}，请先运行 wangge init，或从备份恢复" "There is no key file {path}; run wangge init first, or restore it from the backup"
    KeyFileExists "key_file_exists" 500 "文件 {path} 已存在，不会覆盖；确认无用后请自行移走" "The file {path} exists and is not overwritten; move it away if it is not needed"
    KeyFileExposed "key_file_exposed" 500 "密钥文件 {path} 可被他人读取（权限 {mode}），请执行 chmod 600 {path}" "The key file {path} is open to others (mode {mode}); run chmod 600 {path}"
    LookupKeyDiffers "lookup_key_differs" 500 "数据库是用查找密钥 {stored} 建立的，当前密钥文件中的是 {given}：请换回原来的密钥文件" "The database was filled under the lookup key {stored}, but the key file holds {given}: bring back the key file that belongs to it"
    KeyFileUnusable "key_file_unusable" 500 "密钥文件 {path} 无法使用：{reason}" "The key file {path} cannot be used: {reason}"

    // Rule files: calendar, levels, categories
    RuleFileSyntax "rule_file_syntax" 422 "第 {line} 行不是有效的 TOML：{reason}" "Line {line} is not valid TOML: {reason}"
    RuleFileUnknownKey "rule_file_unknown_key" 422 "第 {line} 行：没有名为 {key} 的项，可用：{known}" "Line {line}: there is no key {key} here; known are {known}"
    RuleFileMissing "rule_file_missing" 422 "第 {line} 行起的这一段缺少 {key}" "The section at line {line} lacks {key}"
    RuleFileValue "rule_file_value" 422 "第 {line} 行：{key} 应写作 {expected}" "Line {line}: {key} must be written {expected}"
    RuleFileTwice "rule_file_twice" 422 "第 {line} 行：{value} 已经列出" "Line {line}: {value} is listed already"
    RuleFileTooLong "rule_file_too_long" 422 "第 {line} 行：{key} 最多 {max} 个字" "Line {line}: {key} has at most {max} characters"
    RuleFileCount "rule_file_count" 422 "第 {line} 行：{key} 须列出 {min} 至 {max} 项" "Line {line}: list {min} to {max} {key}"
    ReportPlaceholder "report_placeholder" 422 "第 {line} 行：没有名为 {name} 的占位项，或花括号没有成对，可用：{known}" "Line {line}: there is no placeholder {name}, or its braces do not close; known are {known}"
    LevelCount "level_count" 422 "须列出 1 至 {max} 个层级" "List between 1 and {max} levels"
    CategoryParent "category_parent" 422 "第 {line} 行：{code} 的上级类别 {parent} 须写在它之前" "Line {line}: {parent}, which {code} belongs to, must stand before it"
    CategoryClock "category_clock" 422 "第 {line} 行：期限须写 working_days、working_hours、minutes 之一" "Line {line}: write one of working_days, working_hours, minutes"
    CategoryReferral "category_referral" 422 "第 {line} 行起的这一段：不受理的类别须写 referral，指明向谁反映" "The section at line {line} cannot be sent and must say with referral whose matter it is"
    QuestionCount "question_count" 422 "第 {line} 行起的类别连同上级的问题超过 {max} 个" "The category at line {line} has over {max} questions, those of the categories above included"
    QuestionRange "question_range" 422 "第 {line} 行起的问题：min（{min}）须小于 max（{max}）" "The question at line {line}: min ({min}) must be less than max ({max})"
    QuestionStop "question_stop" 422 "第 {line} 行起的问题：有 stop 选项时，须另有且只有一个 called = true 的选项，让已拨打的人继续；没有 stop 时不写 called" "The question at line {line}: beside a choice with stop exactly one other has called = true, for who has called; without a stop none has"
    CalendarHours "calendar_hours" 422 "第 {line} 行：上午和下午的时段须各自先始后终，且互不重叠" "Line {line}: morning and afternoon must each begin before they end and must not overlap"
    CalendarYearTwice "calendar_year_twice" 422 "第 {line} 行：{year} 年已经列出，请合并" "Line {line}: the year {year} is listed already; merge the two"
    CalendarDateTwice "calendar_date_twice" 422 "第 {line} 行：{date} 已在第 {first_line} 行列出" "Line {line}: {date} is listed on line {first_line} already"
    CalendarForeignDate "calendar_foreign_date" 422 "第 {line} 行：{date} 不属于 {year} 年的放假通知" "Line {line}: {date} does not belong to the notice for {year}"
    CalendarHolidayLength "calendar_holiday_length" 422 "第 {line} 行：假期的最后一天不得早于第一天，且最长 {days} 天" "Line {line}: a holiday must not end before it begins and has at most {days} days"
    CalendarWeekdayWorked "calendar_weekday_worked" 422 "第 {line} 行：{date} 是周一至周五，不是调休上班日" "Line {line}: {date} is a Monday to Friday, no make-up working day"

    // The life of a request
    MoveNotPossible "move_not_possible" 409 "当前为“{state}”，不能“{action}”；{possible}" "The request is in the state \"{state}\", so \"{action}\" is not possible; {possible}"
    RemindedToday "reminded_today" 409 "今天已经催过，承办人和上级都能看到：每个工作日催一次" "It was pressed for today already, and its handlers and the level above see that: once in a working day"
    ContactNumberGiven "contact_number_given" 422 "诉求人留有联系方式，不能记为未留" "The reporter gave a number; none_given is for those who gave none"
    TransferToSameUnit "transfer_to_same_unit" 422 "诉求已在该单元，请选择其他单元" "The request is at this unit already; choose another"
    OfferedAlready "offered_already" 409 "已转给该单元，等待接收：可以收回，或改转其他单元" "It is offered to this unit already and waits for an answer: take that back, or choose another"
    ContactBeforeEscalation "contact_before_escalation" 422 "尚未联系诉求人：请先联系，或选择未先行联系的理由" "Nobody has called the reporter: call first, or say why not"
    NobodyThere "nobody_there" 409 "该单元现在没有人在岗，要转回承办单元：请选择其他单元" "Nobody there is present, so it would come back to the unit that has it: choose another"
    ReturnTooLate "return_too_late" 409 "退单须在接收后 1 个工作日内（{until}），上级工单还须留出 4 个工作小时：有新的事实请注明，否则可以上报" "It may be returned within 1 working day of receiving it, until {until}, and a ticket from above with 4 working hours left: tell a new fact, or escalate it"
    MeetingRequired "meeting_required" 422 "须先会商：请写明已参加的单元、会商日期、牵头单位和结论" "Meet first, and say who took part, when, who leads, and the conclusion"
    NothingAbove "nothing_above" 409 "本级之上没有其他负责人，无法再上报；可以请其他单元联合处置" "There is no other head above this level to escalate to; ask other units to help"
    TransferOutsideScope "transfer_outside_scope" 422 "只能转给您职责范围内的单元，其他请联系督导" "You may hand it only to a unit within your own scope; ask a supervisor for others"
    ReasonOfTheDesk "reason_of_the_desk" 422 "该理由只由受理席派单使用，请选择其他理由" "Only the desk gives this reason; choose another"
    NotYoursToDispatch "not_yours_to_dispatch" 409 "候选单元只供受理席查看，限保密诉求和在受理席的诉求" "Only the desk sees where a request may go, and only of what is confidential or lies with it"
    DispatchConflict "dispatch_conflict" 422 "该单元的负责人与本诉求有关，须回避：请从候选单元中选择" "Whoever answers for this unit has to do with the request themselves; choose one of the candidates"
    AnonymousNotAllowed "anonymous_not_allowed" 422 "此类诉求不能匿名提交；可以选择保密" "A request of this category cannot be anonymous; it can be confidential"
    CategoryForStaff "category_for_staff" 422 "此类诉求只由工作人员登记，请选择其他类别" "Only staff use this category; choose another"

    // Coordinates and boundaries
    CoordinateNotFinite "coordinate_not_finite" 422 "坐标不是有限的数：请以度给出经度和纬度" "The coordinate is not a finite number: give longitude and latitude in degrees"
    CoordinateOutOfRange "coordinate_out_of_range" 422 "坐标 ({lon}, {lat}) 超出范围：经度须在 -180 与 180 之间，纬度须在 -90 与 90 之间" "The coordinate ({lon}, {lat}) is out of range: longitude must be between -180 and 180, latitude between -90 and 90"
    CoordinatesSwapped "coordinates_swapped" 422 "坐标 ({lon}, {lat}) 的经纬度似乎颠倒：请先写经度，后写纬度" "Longitude and latitude of ({lon}, {lat}) look swapped: give the longitude first"
    BoundaryEmpty "boundary_empty" 422 "边界中没有面：请至少给出一个环" "The boundary has no polygon: give at least one ring"
    BoundaryRingTooShort "boundary_ring_too_short" 422 "边界在 ({lon}, {lat}) 处的环只有 {points} 个不同的点，至少须有 3 个" "A ring of the boundary at ({lon}, {lat}) has {points} distinct points; it needs at least 3"
    BoundaryZeroArea "boundary_zero_area" 422 "边界的环面积为零：请检查 ({lon}, {lat}) 附近的顶点" "A ring of the boundary encloses no area: check its vertices near ({lon}, {lat})"
    BoundaryPartTooSmall "boundary_part_too_small" 422 "边界在 ({lon}, {lat}) 处有不足 1 厘米的环，请删去" "A ring of the boundary at ({lon}, {lat}) is smaller than 1 cm: leave it out"
    BoundaryCrossesItself "boundary_crosses_itself" 422 "边界在 ({lon}, {lat}) 处自相交或重叠：请修正该处的顶点" "The boundary crosses or overlaps itself at ({lon}, {lat}): correct the vertices there"
    BoundaryHoleOutside "boundary_hole_outside" 422 "边界在 ({lon}, {lat}) 处的洞不在所属的面内：请移入或另列为面" "The hole at ({lon}, {lat}) is not inside its polygon: move it inside or give it as a polygon"
    BoundaryCutApart "boundary_cut_apart" 422 "边界的洞在 ({lon}, {lat}) 处把所在的面切断，请把各块写成单独的面" "Holes of the boundary cut their polygon in pieces at ({lon}, {lat}): give each piece as a polygon of its own"
    BoundaryPartsOverlap "boundary_parts_overlap" 422 "边界的几个部分在 ({lon}, {lat}) 处重叠：请合并或分开" "Parts of the boundary overlap at ({lon}, {lat}): merge or separate them"
    TooManyPositions "too_many_positions" 422 "边界到此共有 {found} 个点，一次调整最多 {max} 个：请简化边界，或分几次提交" "The boundaries have {found} positions so far; one change takes at most {max}: simplify them, or send them in several parts"
    TooComplex "too_complex" 422 "边界太复杂，无法比较：线条在 ({lon}, {lat}) 附近交叉或并列太多，请简化该处，或分几次提交" "The boundaries are too complex to compare: too many lines cross or run beside each other near ({lon}, {lat}); simplify them there, or send them in several parts"
    MoreProblems "more_problems" 422 "还有 {more} 处问题没有列出：请先修正列出的，再检查一次" "{more} more problems are not listed: mend the listed ones first, then look again"
    LineDoesNotCross "line_does_not_cross" 422 "分割线没有把网格分开，请从边界外画起，穿过网格，画到边界外" "The line does not cut the grid: draw it from outside the boundary through the grid to the outside"
    LineEndsInside "line_ends_inside" 422 "分割线的端点 ({lon}, {lat}) 在网格内，请画到边界以外" "The line ends inside the grid, at ({lon}, {lat}): draw it to beyond the boundary"
    LineCrossesHole "line_crosses_hole" 422 "分割线在 ({lon}, {lat}) 处碰到网格中的洞，请绕开它" "The line touches a hole of the grid at ({lon}, {lat}): draw it around the hole"
    LineCrossesItself "line_crosses_itself" 422 "分割线在 ({lon}, {lat}) 处与自身相交或相接，请重画该处" "The line crosses or touches itself at ({lon}, {lat}): draw it anew there"
    LineTooClose "line_too_close" 422 "分割线在 ({lon}, {lat}) 处离边界或自身不足几厘米，请移开一些，或与边界的顶点重合" "Near ({lon}, {lat}) the line comes within a few centimetres of the boundary or of itself: move it away, or onto a vertex of the boundary"

    // How a request is written
    MalformedRequest "malformed_request" 400 "请求无法识别，请对照 /docs 检查" "The request cannot be understood; compare it with /docs"
    MalformedUrl "malformed_url" 400 "地址中有不是 UTF-8 的字节或不完整的 % 编码" "The URL holds bytes that are not UTF-8, or a broken % escape"
    BodyNotUtf8 "body_not_utf8" 400 "请求内容第 {byte} 字节起不是 UTF-8 编码" "The body is not UTF-8 from byte {byte} on"
    BodyIncomplete "body_incomplete" 400 "请求内容没有传完，请重新提交" "The body ended before it was complete; send it again"
    BodyTooSlow "body_too_slow" 408 "请求内容传得太慢：须在 {seconds} 秒内传完，且每秒不少于 {rate} 字节；请换更好的网络重新提交" "The body comes too slowly: it must be complete within {seconds} seconds, at {rate} bytes a second or more; send it again over a better connection"
    CalculationRunning "calculation_running" 429 "您的上一次推荐、回放或交接单还在计算，请在 {seconds} 秒后重试" "Your last suggestion, replay or paper is still being worked out; try again in {seconds} seconds"
    TooManyBodies "too_many_bodies" 429 "同时提交的请求过多（最多 {max} 个），请在 {seconds} 秒后重试" "Too many bodies are being sent at the same time (at most {max}); try again in {seconds} seconds"
    BodiesAtCapacity "bodies_at_capacity" 503 "正在接收的请求过多，请稍后重试" "The service is receiving as many bodies as it can; try again in a moment"
    ContentEncodingUnsupported "content_encoding_unsupported" 415 "不支持 {encoding} 压缩，请直接提交" "The content encoding {encoding} is not supported; send the body as it is"
    DuplicateField "duplicate_field" 422 "字段 {field} 出现了两次" "The field {field} is given twice"
    WrongType "wrong_type" 422 "类型不符：应为{expected}，收到的是{found}" "Wrong type: {expected} is expected, {found} was given"
    UnknownValue "unknown_value" 422 "只能取以下值：{allowed}" "Must be one of {allowed}"
    TooShort "too_short" 422 "至少 {min} 个字" "At least {min} characters"
    TooMany "too_many" 422 "最多 {max} 项" "At most {max} entries"
    TooFew "too_few" 422 "至少 {min} 项" "At least {min} entries"
    MissingParameter "missing_parameter" 400 "缺少参数 {name}" "The parameter {name} is missing"
    UnknownDictionary "unknown_dictionary" 404 "没有名为 {name} 的词表，可用：{known}" "There is no dictionary called {name}; known are: {known}"
    UnknownParameter "unknown_parameter" 400 "没有名为 {name} 的参数，可用：{known}" "There is no parameter called {name}; known are: {known}"
    OneParameter "one_parameter" 400 "须给出 {names} 其中之一，且只给一个" "Give one of {names}, and only one"
    RepeatedParameter "repeated_parameter" 400 "参数 {name} 出现了两次" "The parameter {name} is given twice"
    InvalidParameter "invalid_parameter" 400 "参数 {name} 取值无效，应为：{expected}" "The parameter {name} is not valid; expected: {expected}"
    InvalidCursor "invalid_cursor" 400 "cursor 不是本列表给出的，请从第一页重新读取" "The cursor was not given out by this list; start again at the first page"
    IdempotencyKeyMissing "idempotency_key_missing" 400 "请在请求头 Idempotency-Key 中给出一个新的唯一值（如 UUID）" "Send a new unique value, such as a UUID, in the header Idempotency-Key"
    IdempotencyKeyMalformed "idempotency_key_malformed" 400 "Idempotency-Key 须为 {min}–{max} 个可见的 ASCII 字符；未登录时须为 UUID" "The Idempotency-Key must be {min} to {max} visible ASCII characters; without signing in, a UUID"
    VersionRequired "version_required" 428 "请在 If-Match 请求头或 version 字段中给出读到的版本" "Send the version you read, in the header If-Match or the field version"
    VersionMalformed "version_malformed" 400 "If-Match 须为一个版本号，如 \"7\"" "If-Match must name one version, such as \"7\""
    VersionNotTaken "version_not_taken" 400 "这里不比较版本，请去掉 If-Match" "No version is compared here; leave If-Match out"
    VersionsDiffer "versions_differ" 400 "If-Match 与 version 字段给出的版本不同" "If-Match and the field version name different versions"
    SignInRequired "sign_in_required" 401 "请先登录" "Sign in first"
    RoleRequired "role_required" 403 "您的角色不能执行此操作，需要其中之一：{roles}" "Your role does not allow this; one of these does: {roles}"
    TooManyRequests "too_many_requests" 429 "请求过于频繁，请在 {seconds} 秒后重试" "Too many requests; try again in {seconds} seconds"

    // The demo
    DemoDatabaseTaken "demo_database_taken" 409 "这个数据库里已有一个街镇，演示街镇不会写入；请为演示另选目录" "There is a town in this database already, and the demo is not written into it; give the demo another folder"
    DemoBeingMade "demo_being_made" 409 "另一个进程正在生成演示街镇，请稍后再试" "Another process is making the demo town; try again in a moment"
    DemoFileUnusable "demo_file_unusable" 500 "无法使用演示文件 {path}：{reason}" "The demo's file {path} cannot be used: {reason}"

    // Files that are imported
    FileUnreadable "file_unreadable" 422 "无法读取文件：{reason}" "The file cannot be read: {reason}"
    FileOverLimit "file_over_limit" 422 "文件超出限制：{what}最多 {max}，此文件至少有 {found}；请拆分文件，或核实文件来源" "The file is over a limit: at most {max} {what}, and it has {found} or more; split the file, or ask where it comes from"
    GeojsonSyntax "geojson_syntax" 422 "文件不是有效的 GeoJSON FeatureCollection：{reason}" "The file is no valid GeoJSON FeatureCollection: {reason}"
    GeojsonEncoding "geojson_encoding" 422 "文件自第 {line} 行起既不是 UTF-8 也不是 GB18030，请另存为 UTF-8" "From line {line} on the file is neither UTF-8 nor GB18030; save it as UTF-8"
    GeojsonCrs "geojson_crs" 422 "不能直接读取坐标系 {crs}：{advice}" "The coordinate system {crs} is not read: {advice}"
    FeatureProperty "feature_property" 422 "属性 {field} 缺失或不是文字；请指明代码、名称或上级所在的属性" "The property {field} is missing or no text; say which property holds the code, the name or the parent"
    FeatureGeometry "feature_geometry" 422 "要素没有可用的面：{reason}" "The feature has no usable polygon: {reason}"
    FeatureRepaired "feature_repaired" 422 "已修复：{reason}；面积由 {before_m2} 平方米变为 {after_m2} 平方米，改动 {changed_m2} 平方米" "It was repaired: {reason}; its area was {before_m2} m² and is {after_m2} m², {changed_m2} m² changed"
    RepairTooLarge "repair_too_large" 422 "不能自动修复：{reason}；修复会改动 {changed_m2} 平方米（面积由 {before_m2} 变为 {after_m2} 平方米），超过 {max} 平方米，请手工修正" "It is not repaired: {reason}; that would change {changed_m2} m² (from {before_m2} m² to {after_m2} m²), more than {max} m²; mend it by hand"
    FeatureCount "feature_count" 422 "文件须恰有一个要素，现有 {found} 个" "The file must hold exactly one feature; it holds {found}"
    FeatureTwice "feature_twice" 422 "代码 {code} 与第 {first} 号要素相同，请保留一个" "The code {code} is that of feature {first} too; keep one of them"
    ParentMissing "parent_missing" 422 "没有代码为 {parent} 的上级网格，请先导入上级，或改正代码" "There is no grid {parent} to be the parent; import it first, or correct the code"
    ParentNotLocated "parent_not_located" 422 "({lon}, {lat}) 处没有更高层级的网格，请先导入上级，或直接指明上级代码" "No grid of a wider level covers ({lon}, {lat}); import the parents first, or name the parent"
    ReplacesOther "replaces_other" 422 "代码 {code} 已用于“{what}”，只能替换同一层级、同一类型且未撤销的网格" "The code {code} belongs to {what}; only a grid of the same level and kind that is not retired can be replaced"
    CodeToReplace "code_to_replace" 409 "代码 {code} 已被使用；要更换它的边界，请加 --replace" "The code {code} is in use; to give that grid the new boundary, add --replace"
    SheetEncoding "sheet_encoding" 422 "文件自第 {line} 行起既不是 UTF-8 也不是 GB18030，请另存为 CSV UTF-8" "From line {line} on the file is neither UTF-8 nor GB18030; save it as CSV UTF-8"
    SheetMissing "sheet_missing" 422 "没有名为“{sheet}”的工作表，现有：{known}" "There is no sheet called \"{sheet}\"; there are: {known}"
    SheetMerged "sheet_merged" 422 "单元格 {cells} 已合并，请取消合并并逐格填写" "The cells {cells} are merged; unmerge them and fill in each"
    SheetFormula "sheet_formula" 422 "单元格 {cell} 是公式，请粘贴为数值" "The cell {cell} holds a formula; paste it as a value"
    SheetTooLong "sheet_too_long" 422 "表格超过 {max} 行，请分成几个文件" "The table has over {max} rows; split the file"
    SheetBlank "sheet_blank" 422 "工作表“{sheet}”没有数据；工作簿中有：{known}。请用 --sheet 指定工作表，或把数据放在第一张可见的工作表" "The sheet \"{sheet}\" has no data; the workbook has: {known}. Name one with --sheet, or put the data on the first visible sheet"
    SheetChosen "sheet_chosen" 422 "读取的是工作表“{sheet}”；工作簿中还有：{others}" "The sheet \"{sheet}\" is read; the workbook also has: {others}"
    SheetHeaderMissing "sheet_header_missing" 422 "前 {rows} 行中没有表头：须有一行写明列名，其中有 {columns}。表头上方的标题如有多行，请删除" "None of the first {rows} rows names the columns: one must, with {columns} among them. Delete the titles above it if there are many"
    SheetCellDate "sheet_cell_date" 422 "单元格 {cell} 是日期或时间（{value}），此处须为文字：请把该列设为文本格式，再重新填写" "The cell {cell} holds a date or a time ({value}), and a text is needed here: format the column as text and fill it in again"
    SheetCellError "sheet_cell_error" 422 "单元格 {cell} 是错误值 {value}，请改正后填入内容" "The cell {cell} holds the error {value}; correct it and fill in a value"
    SheetCellDigits "sheet_cell_digits" 422 "单元格 {cell} 的数字超过表格能保存的 15 位，显示为 {value}，末几位已丢失：请把该列设为文本格式，再填写完整号码" "The number in the cell {cell} has more digits than a sheet can keep and is shown as {value}; the last ones are lost: format the column as text and fill in the whole number"
    SheetLeftOut "sheet_left_out" 422 "这些列没有导入：{columns}" "These columns were left out: {columns}"
    SheetBeside "sheet_beside" 422 "表格右侧另有内容，没有导入：共 {rows} 行，如 {cells}" "What stands beside the table was left out: on {rows} rows, as in {cells}"
    SheetEmpty "sheet_empty" 422 "文件没有数据：第一行须为表头，其后每行一条" "The file has no data: the first line names the columns, each further line is one row"
    SheetColumnUnknown "sheet_column_unknown" 422 "没有名为“{column}”的列，是否指“{meant}”？请改正列名；不需要的列请删除" "There is no column called \"{column}\"; is \"{meant}\" meant? Correct the name, or delete the column if it is not needed"
    SheetColumnTwice "sheet_column_twice" 422 "列“{column}”出现了两次" "The column \"{column}\" stands there twice"
    SheetColumnMissing "sheet_column_missing" 422 "缺少列“{column}”" "The column \"{column}\" is missing"
    SheetRowLength "sheet_row_length" 422 "此行有 {cells} 格，表头只有 {columns} 列" "The row has {cells} cells, the header names {columns} columns"
    SheetValue "sheet_value" 422 "“{column}”的值“{value}”应为：{expected}" "The value \"{value}\" of \"{column}\" should be: {expected}"
    SheetRowTwice "sheet_row_twice" 422 "{value} 与第 {first} 行相同，请保留一个" "{value} is that of row {first} too; keep one of them"
    MappingRule "mapping_rule" 422 "第 {line} 行：{key} 须写 column 或 constant 之一，只有 column 可带 values 和 default" "Line {line}: {key} needs one of column and constant; values and default go with column"
    MappingColumn "mapping_column" 422 "映射文件第 {line} 行：表中没有名为“{column}”的列，现有：{known}" "Line {line} of the mapping: the table has no column \"{column}\"; it has {known}"
    MappingPlace "mapping_place" 422 "第 {line} 行起的这一段：order 须逐一列出其中写明的 point、address、grid，至少一项" "The section at line {line}: order must list each of point, address and grid that stands there, at least one"
    MappingValue "mapping_value" 422 "“{column}”的值“{value}”不在映射文件的 values 中，也没有 default" "The value \"{value}\" of \"{column}\" is not among the values of the mapping, and it has no default"
    ColumnReserved "column_reserved" 422 "列名“{column}”以 wangge_ 开头，留给导出使用，请改名或不要保留" "The column \"{column}\" begins with wangge_, which exports need; rename it or do not keep it"
    TicketDiffers "ticket_differs" 409 "工单 {number} 已导入过，但这些内容不同：{differing}" "The ticket {number} was imported before, but these differ: {differing}"
    PostZoneUnclear "post_zone_unclear" 422 "责任区须且只须写明一种：网格代码；或楼组代码；或经度、纬度和半径" "Say the zone in one way: a grid, or building groups, or a longitude, a latitude and a radius"
    RegistrantUnclear "registrant_unclear" 422 "须写明报到的人员（工号）或组织（组织代码）之一" "Say who registers: a member by their code, or an organisation by its code"
    TicketPhoneKept "ticket_phone_kept" 422 "电话“{value}”中读不出号码：此件没有联系电话，原文随工单封存" "No number can be read in \"{value}\": the ticket has no phone, and what stands there is kept sealed with it"
    TicketPhoneFirst "ticket_phone_first" 422 "电话“{value}”只取第一个号码作联系电话，全文随工单封存" "Of \"{value}\" the first number is the phone; all of it is kept sealed with the ticket"
    TicketPointNone "ticket_point_none" 422 "坐标 {lon}, {lat} 不是地点，改用其他各列；原文随工单封存" "The coordinates {lon}, {lat} are no place, and the other columns are used; they are kept sealed with the ticket"
    TicketPointFar "ticket_point_far" 422 "坐标 {lon}, {lat} 不在任何网格内，改用其他各列；原文随工单封存" "The coordinates {lon}, {lat} lie in no grid, and the other columns are used; they are kept sealed with the ticket"
    TicketPointAlone "ticket_point_alone" 422 "坐标 {lon}, {lat} 不在任何网格内，也没有可用的地址或网格：由受理席派单" "The coordinates {lon}, {lat} lie in no grid, and there is neither address nor grid instead: the desk dispatches it"
    TicketUnplaced "ticket_unplaced" 422 "没有找到“{address}”：原文随工单封存，由受理席派单" "No address is like {address}: it is kept sealed with the ticket, and the desk dispatches it"
    PlaceBlank "place_blank" 422 "没有地点：{columns} 都是空的" "There is no place: {columns} are all blank"

    // Files that are exported
    ExportReason "export_reason" 422 "请用 --reason 说明导出的理由" "Say with --reason why requests are taken out"
    ExportFile "export_file" 500 "无法写入导出文件：{reason}" "The export cannot be written: {reason}"

    // Configuration
    ConfigUnreadable "config_unreadable" 500 "无法读取配置文件 {path}：{reason}" "The configuration file {path} cannot be read: {reason}"
    ConfigSyntax "config_syntax" 500 "{layer} 不是有效的 TOML：{reason}" "{layer} is not valid TOML: {reason}"
    ConfigType "config_type" 500 "{layer} 中的 {key} 应为 {expected}" "{key} in {layer} must be {expected}"
    ConfigRange "config_range" 500 "{layer} 中的 {key} 须在 {min} 与 {max} 之间" "{key} in {layer} must be between {min} and {max}"
    ConfigUnknownKey "config_unknown_key" 500 "{layer} 中的 {key} 不是配置项，已忽略；是否指 {nearest}？" "{key} in {layer} is no setting and is ignored; is {nearest} meant?"

    // What `wangge check` finds
    UnitWithoutHolder "unit_without_holder" 409 "单元 {unit} 的责任链上没有人" "Nobody up the chain of {unit} answers for it"
    UnitCutOff "unit_cut_off" 409 "单元 {unit} 的上级已撤销或不存在" "What {unit} belongs to is retired or not there"
    LeadersOverlap "leaders_overlap" 409 "单元 {unit} 自{from} 起有两位负责人：{members}" "The unit {unit} has two leaders from {from} on: {members}"
    HolderWithoutDuty "holder_without_duty" 409 "诉求 {number} 的承办人 {member} 在单元 {unit} 没有现行责任" "{member}, who holds the request {number}, has no present duty at {unit}"
}
