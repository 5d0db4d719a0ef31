//! A sequence of calls that chance decides.

use super::answer::Answer;
use super::chance::Chance;
use super::document::{Document, Operation};
use super::generate::Maker;
use super::given;
use super::pair::{End, Pair};
use super::step::{Call, Event, Step};
use crate::support::town::grid_id;
use serde_json::{Value, json};

/// So many calls are in a sequence.
pub const CALLS: usize = 30;

/// Chance at play on two worlds.
pub struct Sequence<'a> {
    pub pair: &'a mut Pair,
    pub chance: Chance,
    left: usize,
}

impl<'a> Sequence<'a> {
    pub const fn of(pair: &'a mut Pair, chance: Chance, calls: usize) -> Self {
        Self { pair, chance, left: calls }
    }

    /// Plays until it is over.
    pub async fn play(mut self) -> End {
        // What lies with the desk is seen by few.
        if self.chance.percent(60) {
            for event in [dispatch(), accepted_there()] {
                if let Err(end) = self.pair.take(Step::Event(event)).await {
                    return end;
                }
            }
        }
        loop {
            let next = match self.chance.below(100) {
                0..22 => self.event().await,
                22..57 => self.any_call().await,
                57..68 => self.again().await,
                _ => self.probe().await,
            };
            if let Err(end) = next {
                return end;
            }
        }
    }

    /// Calls each of some routes, a few times.
    pub async fn tour(mut self, operations: &[Operation]) -> End {
        for operation in operations {
            for _ in 0..2 {
                if let Err(end) = self.one_of(operation).await {
                    return end;
                }
            }
        }
        End::Full
    }

    async fn any_call(&mut self) -> Result<(), End> {
        let scope = self.pair.worlds[0].scope(self.pair.adversary);
        let everything = self.chance.percent(8);
        let operations = Document::of_the_service().operations.iter();
        let operations: Vec<_> =
            operations.filter(|operation| everything || operation.admits(&scope)).collect();
        match self.chance.one(&operations) {
            Some(operation) => self.one_of(operation).await,
            None => Ok(()),
        }
    }

    async fn one_of(&mut self, operation: &Operation) -> Result<(), End> {
        let number = self.pair.next();
        let now = self.pair.worlds[0].town.now();
        let document = Document::of_the_service();
        let mut maker =
            Maker { document, pool: &self.pair.pool, chance: &mut self.chance, now, number };
        let call = maker.call(operation);
        self.call(call).await.map(drop)
    }

    /// The last call once more: what was answered may hang on whether it was asked.
    async fn again(&mut self) -> Result<(), End> {
        let calls = self.pair.steps.iter().rev().filter_map(|step| match step {
            Step::Call(call) => Some(call.clone()),
            Step::Event(_) => None,
        });
        match calls.take(1).next() {
            Some(call) => self.call(Call { number: self.pair.next(), ..call }).await.map(drop),
            None => Ok(()),
        }
    }

    /// Makes a call.
    pub async fn call(&mut self, call: Call) -> Result<Answer, End> {
        self.left = self.left.checked_sub(1).ok_or(End::Full)?;
        self.pair.take(Step::Call(call)).await?.ok_or(End::Full)
    }

    /// Somebody else does something.
    async fn event(&mut self) -> Result<(), End> {
        let event = self.some_event();
        self.pair.take(Step::Event(event)).await.map(drop)
    }

    fn some_event(&mut self) -> Event {
        match self.chance.below(33) {
            0 => Event::Pass(7),
            1 => Event::Pass(60),
            2 => Event::Tomorrow,
            3 => Event::Desk(json!({ "action": "redact", "redacted": "有人反映噪声" })),
            4..7 => dispatch(),
            7 => Event::Holder(json!({ "action": "accept" })),
            8 => Event::Holder(self.move_of_the_holder()),
            9 => Event::Sender(json!({ "action": "relay", "words": "十点，就在我楼上" })),
            10 => Event::Desk(json!({ "action": "relay", "words": "晚上十点左右" })),
            11 => Event::Sender(json!({ "action": "supplement", "words": "昨晚又是，就在我楼上" })),
            12 => Event::Sender(json!({ "action": "remind", "words": "王阿姨等了两天" })),
            14 | 15 => accepted_there(),
            16 => Event::Receiver(json!({ "action": "decline", "words": "不属本网格" })),
            17 => Event::Desk(json!({ "action": "recall" })),
            18 => Event::Desk(
                json!({ "action": "redirect", "redirect_reason": "petition", "words": "王阿姨请到信访窗口" }),
            ),
            19 => Event::Sender(json!({ "action": "object", "words": "就在我楼上，不是信访" })),
            20 => Event::Desk(json!({ "action": "take_up" })),
            21 => Event::Desk(json!({ "action": "void", "words": "王阿姨来电误录" })),
            22 => Event::Linked,
            13 => Event::Desk(json!({ "action": "note", "words": "三楼的王阿姨打来" })),
            24..27 => Event::Desk(given::together(&self.pair.worlds[0])),
            27 => Event::Desk(self.correction()),
            28 => Event::Holder(given::alone(&self.pair.worlds[0], &mut self.chance)),
            29..32 => Event::Assignee(self.answer()),
            _ => Event::Sender(
                json!({ "action": "verdict", "contacted": true, "solved": false, "satisfaction": "dissatisfied" }),
            ),
        }
    }

    /// What the desk corrects, in the same way in both worlds.
    fn correction(&mut self) -> Value {
        match self.chance.below(4) {
            0 => json!({ "action": "correct", "category": "environment.garbage" }),
            1 => json!({ "action": "correct", "urgency": "urgent" }),
            2 => {
                json!({ "action": "correct", "place": { "lon": 121.405, "lat": 30.905 }, "words": "王阿姨说在楼下" })
            }
            _ => json!({ "action": "correct", "place": { "grid_code": "G2" } }),
        }
    }

    /// What somebody answers to a task.
    fn answer(&mut self) -> Value {
        match self.chance.below(4) {
            0 => json!({ "action": "accept" }),
            1 => json!({ "action": "report", "words": "上门看过" }),
            2 => json!({ "action": "finish", "outcome": "solved", "words": "夜里安静了" }),
            _ => json!({ "action": "hand_back", "words": "不归我们" }),
        }
    }

    fn move_of_the_holder(&mut self) -> Value {
        match self.chance.below(8) {
            6 => json!({ "action": "correct", "category": "environment.garbage" }),
            7 => {
                json!({ "action": "correct", "place": { "grid_code": "G2" }, "words": "在二号网格" })
            }
            0 => json!({ "action": "relay", "words": "几点？" }),
            1 => json!({ "action": "start" }),
            2 => json!({ "action": "note", "words": "周三去看" }),
            3 => json!({ "action": "progress", "words": "周三上门了解" }),
            4 => {
                json!({ "action": "escalate", "escalation_reason": "several_units", "words": "已上门两次" })
            }
            _ => {
                json!({ "action": "resolve", "outcome": "solved", "reply": "已与工地协调，夜间停工。" })
            }
        }
    }
}

/// Whoever leads the unit that it is offered to accepts it.
fn accepted_there() -> Event {
    Event::Receiver(json!({ "action": "accept" }))
}

/// The desk offers it to the grid of its place.
fn dispatch() -> Event {
    Event::Desk(json!({ "action": "dispatch", "to": { "kind": "grid", "id": grid_id("G1") } }))
}
