//! The turns of people: a move of a request, an attempt at another one, an answer to a task.

use super::bodies::{Ground, body};
use super::checks::{Checked, Stored, answering, leads_there};
use super::game::{Game, scope};
use super::people::code_of;
use crate::support::request::Reply;
use crate::worlds::chance::Chance;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use wangge::domain::id::MemberId;
use wangge::domain::request::{
    MOVES, MoveRule, Parties, Party, Relation, RequestAction, ResolutionOutcome, TASK_MOVES,
    TaskParty, possible,
};
use wangge::error::{Code, Error};
use wangge::service::requests::read::possible_moves;

/// Moves that leave a request as it is, but for words.
const WORDS: [RequestAction; 5] = [
    RequestAction::Note,
    RequestAction::Progress,
    RequestAction::Ask,
    RequestAction::Supplement,
    RequestAction::Remind,
];

impl Game<'_> {
    /// Somebody takes one of the moves that are open to them.
    pub(super) async fn make_move(&mut self, chance: &mut Chance) -> Result<Option<usize>, String> {
        let index = chance.below(self.sent.len());
        let stored = self.stored(index).await;
        for who in self.near(chance, index, &stored) {
            let open = self.open_to(who.as_deref(), index, &stored).await?;
            // Words are always open: most turns go to what leads on.
            let leading_on = open.iter().filter(|row| !WORDS.contains(&row.action));
            let leading_on: Vec<_> = leading_on.copied().collect();
            let rows = if chance.percent(80) { &leading_on } else { &open };
            let Some(row) = chance.one(rows).copied() else { continue };
            return self.take(chance, who.as_deref(), index, &stored, row).await;
        }
        Ok(None)
    }

    async fn take(
        &mut self,
        chance: &mut Chance,
        who: Option<&str>,
        index: usize,
        stored: &Stored,
        row: &MoveRule,
    ) -> Result<Option<usize>, String> {
        let body = body(&self.ground(stored), chance, row);
        let reply = self.send(who, index, &body).await;
        let name = who.unwrap_or("the bearer");
        self.told.push(format!("#{index} {} {name} {body} {}", stored.row.state, reply.status));
        if reply.status != 200 {
            return self.refused(row.action, &reply).map(|()| Some(index));
        }
        *self.tally.made.entry(row.action.to_string()).or_default() += 1;
        let (was, now) = (stored.row.state, self.stored(index).await.row.state);
        let leads = |rule: &&MoveRule| rule.action == row.action && leads_there(rule, was, now);
        match MOVES.iter().any(|rule| leads(&rule)) {
            true => Ok(Some(index)),
            false => Err(format!("the table does not lead from {was} to {now}")),
        }
    }

    /// An open move is refused for its input alone.
    fn refused(&mut self, action: RequestAction, reply: &Reply) -> Checked {
        if reply.status.as_u16() >= 500 {
            return Err(reply.body.clone());
        }
        for (_, code) in reply.errors() {
            if ["move_not_possible", "not_found"].contains(&code.as_str()) {
                return Err(format!("it was open: {}", reply.body));
            }
            *self.tally.refused.entry((action.to_string(), code)).or_default() += 1;
        }
        match reply.status.as_u16() {
            400 | 409 | 422 => Ok(()),
            _ => Err(reply.body.clone()),
        }
    }

    /// Somebody tries a move that is not open to them: nothing happens.
    pub(super) async fn try_another(
        &mut self,
        chance: &mut Chance,
    ) -> Result<Option<usize>, String> {
        let index = chance.below(self.sent.len());
        let before = self.stored(index).await;
        let who = self.near(chance, index, &before).swap_remove(0);
        let open = self.open_to(who.as_deref(), index, &before).await?;
        let open: BTreeSet<&str> = open.iter().map(|row| row.action.as_str()).collect();
        let closed: Vec<&MoveRule> =
            MOVES.iter().filter(|row| !open.contains(row.action.as_str())).collect();
        let body = body(&self.ground(&before), chance, chance.clone().one(&closed).unwrap());
        let reply = self.send(who.as_deref(), index, &body).await;
        let after = self.stored(index).await;
        let is_refused = reply.status.is_client_error() && after.row.version == before.row.version;
        match is_refused {
            true => Ok(None),
            false => Err(format!("{who:?} may not {body}: {}", reply.body)),
        }
    }

    /// Those who probably have something to do with a request, and then everybody.
    fn near(&self, chance: &mut Chance, index: usize, stored: &Stored) -> Vec<Option<String>> {
        let atlas = self.town().db.atlas();
        let code = |member: MemberId| code_of(self.town(), member);
        let offered = stored.row.offer().map(|offer| offer.to);
        let leading = [Some(stored.row.unit()), offered].into_iter().flatten();
        let leading = leading.flat_map(|unit| atlas.people().chain(unit, self.town().now()));
        let mut near: Vec<Option<String>> = leading.map(|duty| Some(code(duty.member))).collect();
        near.extend(["desk", "supervisor"].map(|who| Some(who.to_owned())));
        let sent = &self.sent[index];
        if sent.reporter.is_some() || sent.receipt.is_some() {
            near.push(sent.reporter.map(str::to_owned));
        }
        near.push(Some(code(stored.row.holder_id)));
        let mut everybody: Vec<_> =
            atlas.people().members().map(|member| Some(member.code.clone())).collect();
        everybody.sort();
        let mut order = chance.shuffled(&near);
        order.extend(chance.shuffled(&everybody).into_iter().take(4));
        if chance.percent(15) {
            order.reverse();
        }
        order
    }

    /// The rows by which somebody may move a request now; without a name, by its receipt.
    async fn open_to(
        &self,
        who: Option<&str>,
        index: usize,
        stored: &Stored,
    ) -> Result<Vec<&'static MoveRule>, String> {
        let sent = &self.sent[index];
        let Some(who) = who else {
            let bearer = Parties::of(&[Party::Bearer]);
            let bearer = Relation { parties: bearer, ..Relation::default() };
            return Ok(possible(&stored.facts, bearer).collect());
        };
        match possible_moves(&self.town().db, scope(&self.hall, who), sent.id).await {
            Ok((_, rows)) => Ok(rows),
            Err(Error::Refused(problems)) if problems[0].code == Code::NotFound => Ok(Vec::new()),
            Err(fault) => Err(format!("{who} asks what is open: {fault}")),
        }
    }

    fn ground(&self, stored: &Stored) -> Ground<'_> {
        let open = stored.tasks.iter().filter(|task| !task.state.is_over());
        let tasks = open.map(|task| task.id.0).collect();
        Ground { town: self.town(), sent: &self.sent, volunteer: self.volunteer, tasks }
    }

    async fn send(&self, who: Option<&str>, index: usize, body: &Value) -> Reply {
        let sent = &self.sent[index];
        let uri = format!("/requests/{}/transitions", sent.id);
        if let Some(who) = who {
            return self.hall.post(who, &uri, body).send().await;
        }
        let mut body = body.clone();
        body["receipt_secret"] = json!(sent.receipt);
        self.hall.app.post(&format!("/api/v1{uri}")).keyed().json(&body).send().await
    }

    /// One of those whom a task is given to answers it, or its holder ends it.
    pub(super) async fn answer_a_task(
        &mut self,
        chance: &mut Chance,
    ) -> Result<Option<usize>, String> {
        let index = chance.below(self.sent.len());
        let stored = self.stored(index).await;
        let open: Vec<_> = stored.tasks.iter().filter(|task| !task.state.is_over()).collect();
        let Some(task) = chance.one(&open) else { return Ok(None) };
        let answering = answering(&self.hall, self.volunteer, task);
        let holder = stored.row.holder_id;
        let ends = !stored.row.confidential && !answering.contains(&holder) && chance.percent(20);
        let (member, party) = match chance.one(&answering) {
            _ if ends => (holder, TaskParty::Handler),
            Some(&member) => (member, TaskParty::Assignee),
            None => return Ok(None),
        };
        if stored.keeps_out(self.town(), member) {
            return Ok(None);
        }
        let rules: Vec<_> = TASK_MOVES
            .iter()
            .filter(|rule| rule.by == party && rule.from.contains(&task.state))
            .collect();
        let Some(rule) = chance.one(&rules) else { return Ok(None) };
        let mut body = json!({ "action": rule.action });
        if rule.words {
            body["words"] = json!("下水口已疏通");
        }
        if rule.outcome {
            body["outcome"] = json!(chance.one(ResolutionOutcome::ALL));
        }
        let who = code_of(self.town(), member);
        let uri = format!("/tasks/{}/transitions", task.id);
        let reply = self.hall.post(&who, &uri, &body).send().await;
        self.told.push(format!("#{index} {who} answers the task of {:?} {body}", task.assignee()));
        if reply.status != 200 {
            return Err(reply.body);
        }
        *self.tally.made.entry(format!("task {}", rule.action)).or_default() += 1;
        Ok(None)
    }
}
