//! Files that are sent to be imported.

use super::pair::End;
use super::sequence::Sequence;
use super::step::{Call, Event, Step};
use crate::support::form::Form;
use actix_web::http::Method;

/// Addresses around those of the hidden request.
const ADDRESSES: &str = "building_group,address\nB1,龙泉路138弄金水苑8号楼\nB3,银杏新村9号楼\n";
/// Who would answer at its place.
const DUTIES: &str = "member,unit,capacity\nidle,G1,deputy\nmorning,B1,deputy\n";
/// Building groups, of which one may be where the request is.
const GROUPS: &str = "code,name,grid\nB9,九楼组,G1\nB1,一楼组,G2\n";
/// A ticket at its place.
const TICKETS: &str = "地址,类别,内容\n龙泉路138弄金水苑1号楼,environment.noise,夜里很吵\n";

impl Sequence<'_> {
    /// A file, and what its sender is told of it once it was its turn.
    pub async fn send_file(&mut self) -> Result<(), End> {
        const SENT: [(&str, &str); 4] = [
            ("addresses", ADDRESSES),
            ("duties", DUTIES),
            ("building_groups", GROUPS),
            ("requests", TICKETS),
        ];
        let Some(&(kind, table)) = self.chance.one(&SENT) else { return Ok(()) };
        let dry_run = if self.chance.percent(70) { "true" } else { "false" };
        let form = Form::of(kind, table).with("dry_run", dry_run);
        let route = "/api/v1/imports";
        let sent = self
            .call(Call {
                number: self.pair.next(),
                method: Method::POST,
                route,
                uri: route.to_owned(),
                headers: vec![("Content-Type", Form::media_type())],
                body: Some(form.text()),
            })
            .await?;
        self.pair.take(Step::Event(Event::Imports)).await?;
        let Some(id) = sent.body["id"].as_str() else { return Ok(()) };
        self.get("/api/v1/imports/{id}", format!("{route}/{id}")).await?;
        self.get("/api/v1/imports/{id}/problems", format!("{route}/{id}/problems")).await?;
        Ok(())
    }
}
