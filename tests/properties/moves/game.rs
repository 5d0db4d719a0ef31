//! One play: requests come in, people take the moves open to them, and the town changes meanwhile.

use super::bodies::submission;
use super::changes::{change, told};
use super::checks::{Checked, Stored, check_all, is_of_the_service, queues, stored};
use super::people::found;
use crate::support::hall::Hall;
use crate::support::town::Town;
use crate::worlds::chance::Chance;
use chrono::TimeDelta;
use std::collections::BTreeMap;
use wangge::domain::id::{RequestId, SecondIdentityId};
use wangge::domain::scope::Scope;
use wangge::error::Error;
use wangge::jobs::run_due;

/// At most so many requests are sent in one play.
const REQUESTS: usize = 7;

/// A request that was sent.
pub struct Sent {
    pub id: RequestId,
    pub reporter: Option<&'static str>,
    /// Secret of the receipt of who sent it without a login.
    pub(super) receipt: Option<String>,
}

/// What was tried, and what came of it.
#[derive(Default)]
pub struct Tally {
    pub made: BTreeMap<String, usize>,
    pub refused: BTreeMap<(String, String), usize>,
    pub changes: [usize; 2],
}

/// A town in which it is played.
pub struct Game<'a> {
    pub(super) hall: Hall,
    pub(super) volunteer: SecondIdentityId,
    pub(super) sent: Vec<Sent>,
    pub(super) told: Vec<String>,
    pub(super) tally: &'a mut Tally,
}

impl<'a> Game<'a> {
    pub async fn open(tally: &'a mut Tally) -> Self {
        let (hall, volunteer) = found().await;
        Self { hall, volunteer, sent: Vec::new(), told: Vec::new(), tally }
    }

    /// Plays a step for each seed, and looks at everything after each of them.
    pub async fn play(mut self, seeds: &[u64]) -> Checked {
        for &seed in seeds {
            let mut chance = Chance::of(seed);
            let step = self.step(&mut chance).await;
            let fault = match step {
                Ok(()) => self.check(&mut chance).await,
                Err(fault) => Err(fault),
            };
            fault.map_err(|fault| format!("{fault}\nafter\n{}", self.told.join("\n")))?;
        }
        Ok(())
    }

    pub(super) fn town(&self) -> &Town {
        &self.hall.town
    }

    async fn step(&mut self, chance: &mut Chance) -> Checked {
        self.town().clock.advance(TimeDelta::seconds(1));
        let before = self.states().await;
        let moved = match chance.below(100) {
            _ if self.sent.is_empty() => self.submit(chance).await?,
            0..10 if self.sent.len() < REQUESTS => self.submit(chance).await?,
            0..62 => self.make_move(chance).await?,
            62..68 => self.try_another(chance).await?,
            68..80 => self.answer_a_task(chance).await?,
            80..91 => self.change_the_town(chance).await?,
            _ => self.pass(chance).await?,
        };
        for (index, was) in before.iter().enumerate().filter(|(index, _)| Some(*index) != moved) {
            let now = self.stored(index).await;
            if !is_of_the_service(was.row.state, now.row.state) {
                return Err(format!("#{index} went from {} to {}", was.row.state, now.row.state));
            }
        }
        Ok(())
    }

    async fn check(&self, chance: &mut Chance) -> Checked {
        for sent in &self.sent {
            check_all(&self.hall, sent, self.volunteer, chance).await?;
        }
        match chance.percent(25) {
            true => self.desk_sees_each_once().await,
            false => Ok(()),
        }
    }

    /// What waits at the desk is in one of its queues, unless it is offered to a unit.
    async fn desk_sees_each_once(&self) -> Checked {
        let mut found: BTreeMap<RequestId, Vec<String>> = BTreeMap::new();
        for (queue, listed) in queues(&self.hall).await {
            for id in listed {
                found.entry(id).or_default().push(queue.to_string());
            }
        }
        for (index, sent) in self.sent.iter().enumerate() {
            let stored = self.stored(index).await;
            let expected = usize::from(stored.waits_at_the_desk());
            let queues = found.get(&sent.id).cloned().unwrap_or_default();
            if stored.is_seen_by_the_clerk(&self.hall)
                && (queues.len() > 1 || queues.len() < expected)
            {
                return Err(format!("#{index} is in {queues:?}: {:?}", stored.row));
            }
        }
        Ok(())
    }

    async fn states(&self) -> Vec<Stored> {
        let mut states = Vec::new();
        for index in 0..self.sent.len() {
            states.push(self.stored(index).await);
        }
        states
    }

    pub(super) async fn stored(&self, index: usize) -> Stored {
        stored(self.town(), self.sent[index].id).await
    }

    async fn submit(&mut self, chance: &mut Chance) -> Result<Option<usize>, String> {
        let (who, body) = submission(chance, self.sent.len());
        let reply = match who {
            Some(who) => self.hall.post(who, "/requests", &body).send().await,
            None => self.hall.app.post("/api/v1/requests").keyed().json(&body).send().await,
        };
        self.told.push(format!("#{} {who:?} sends {body}", self.sent.len()));
        // Who sent it may serve no more, and the grid may have ended.
        if [403, 422].contains(&reply.status.as_u16()) {
            return Ok(None);
        }
        if reply.status != 201 {
            return Err(format!("it is not taken: {}", reply.body));
        }
        let sent = reply.json();
        self.sent.push(Sent {
            id: RequestId(sent["id"].as_str().unwrap().parse().unwrap()),
            reporter: who,
            receipt: sent["receipt_secret"].as_str().map(str::to_owned),
        });
        Ok(None)
    }

    async fn change_the_town(&mut self, chance: &mut Chance) -> Result<Option<usize>, String> {
        let Some(edit) = change(self.town(), chance) else { return Ok(None) };
        let words = told(self.town(), &edit);
        let applied = self.town().apply(vec![edit]).await;
        self.tally.changes[usize::from(applied.is_ok())] += 1;
        match applied {
            Ok(_) => self.told.push(words),
            Err(Error::Refused(_)) => {}
            Err(fault) => return Err(format!("{words}: {fault}")),
        }
        Ok(None)
    }

    /// Time passes, and what falls due is done.
    async fn pass(&mut self, chance: &mut Chance) -> Result<Option<usize>, String> {
        let minutes = [3, 40, 180, 600, 1440, 12_000][chance.below(6)];
        self.town().clock.advance(TimeDelta::minutes(minutes));
        run_due(&self.town().db, &self.town().rulebook).await.map_err(|fault| fault.to_string())?;
        self.told.push(format!("{minutes} minutes pass"));
        Ok(None)
    }
}

/// What somebody may see and do now.
pub fn scope(hall: &Hall, who: &str) -> Scope {
    let atlas = hall.town.db.atlas();
    let member = atlas.people().by_code(who).map(|member| member.id);
    Scope::of(&atlas, hall.account(who), member, hall.town.now())
}
