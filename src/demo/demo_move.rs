//! Moves that hand a request on, talk about it or end it, and whom tasks are given to.

/// Whom a task is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DemoAssignee {
    /// The worker of the grid, by their duty.
    Worker,
    /// The post whose holder's login is shown.
    Post,
    /// A volunteer by a second identity.
    Volunteer,
    /// The organisation of the liaison whose login is shown.
    Liaison,
}

/// A move that hands a request on, talks about it, or ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DemoMove {
    /// The desk dispatches it to the office that the catalogue names.
    Dispatch,
    Escalate,
    Transfer,
    /// Whoever it is offered to declines it.
    Decline,
    Return,
    Maintain,
    Agree,
    Assign(DemoAssignee),
    CoHandle,
    /// Whoever has the first task accepts it.
    TakeTask,
    /// Whoever has the first task proposes a result.
    FinishTask,
    CorrectPlace,
    CorrectOwnPlace,
    CorrectCategory,
    Redirect,
    Object,
    Void,
    Link,
    Note,
    Progress,
    Ask,
    Remind,
}
