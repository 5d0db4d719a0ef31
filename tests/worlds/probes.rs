//! Questions in a row that chance alone would hardly hit upon: everything that asks where a request
//! would go.

use super::answer::Answer;
use super::document::Document;
use super::generate::{key, meridian};
use super::pair::End;
use super::roles::NOBODY;
use super::secret::Secret;
use super::sequence::Sequence;
use super::step::Call;
use crate::support::desk::{noise, with};
use crate::support::hall::polygon;
use crate::support::town::grid_id;
use actix_web::http::Method;
use serde_json::{Value, json};

/// So many calls go to one question.
const TRIES: usize = 6;

impl Sequence<'_> {
    /// One of them.
    pub async fn probe(&mut self) -> Result<(), End> {
        let supervises = self.pair.adversary.starts_with("supervisor");
        match self.chance.below(if supervises { 17 } else { 11 }) {
            10 => self.send_file().await,
            7 | 13.. if self.seeks_a_place() => self.draft().await,
            8 => self.send_one().await,
            0 | 1 => self.hand_around().await,
            2 | 11..13 => self.draft().await,
            7 | 13.. => self.suspect().await,
            3 => self.move_group().await,
            4 => self.redraw().await,
            5 | 6 => self.ask_where().await,
            _ => self.look_around().await,
        }
    }

    /// Something of their own, beside which others stand.
    async fn send_one(&mut self) -> Result<(), End> {
        let anonymous = self.pair.adversary == NOBODY;
        let mut body = with(
            noise(),
            json!({ "anonymous": anonymous, "confidential": self.chance.percent(40) }),
        );
        if self.pair.adversary == "platform" {
            let number =
                json!({ "system": "sh12345", "number": format!("20260304-{}", self.pair.next()) });
            body = with(body, json!({ "channel": "city_platform", "external_ref": number }));
        }
        if self.chance.percent(30) {
            body = with(body, json!({ "place": { "address_id": self.seen("address_id") } }));
        }
        self.post("/api/v1/requests", "/api/v1/requests".to_owned(), None, body).await?;
        self.get("/api/v1/requests", "/api/v1/requests?whose=mine".to_owned()).await.map(drop)
    }

    /// The request to every unit in turn: whose refusal is another one?
    async fn hand_around(&mut self) -> Result<(), End> {
        let Some(request) = self.request() else { return Ok(()) };
        let units = self.pair.pool.under("unit").to_vec();
        for unit in self.chance.shuffled(&units).into_iter().take(TRIES) {
            let uri = format!("/api/v1/requests/{request}/transitions");
            let body = json!({ "action": "transfer", "to": unit, "reason": "nearer_unit" });
            let answer = self.post("/api/v1/requests/{id}/transitions", uri, None, body).await?;
            if [401, 403, 404].contains(&answer.status) {
                break;
            }
        }
        Ok(())
    }

    /// A change set that asks what would come of something, and is perhaps applied.
    async fn draft(&mut self) -> Result<(), End> {
        if !self.may(Method::POST, "/api/v1/reassignments") {
            return Ok(());
        }
        let uri = "/api/v1/reassignments".to_owned();
        let made = self
            .post(
                "/api/v1/reassignments",
                uri,
                None,
                json!({ "reason": "workload", "allow_gaps": true }),
            )
            .await?;
        let Some(id) = made.body["id"].as_str().map(str::to_owned) else { return Ok(()) };
        let one = |part: &str| format!("/api/v1/reassignments/{id}/{part}");
        let operation = json!({ "operation": self.operation() });
        let added = self
            .post(
                "/api/v1/reassignments/{id}/operations",
                one("operations"),
                Some(&made),
                operation,
            )
            .await?;
        if added.status != 201 {
            return Ok(());
        }
        let seen = self
            .post("/api/v1/reassignments/{id}/preview", one("preview"), Some(&added), json!({}))
            .await?;
        if self.chance.percent(25) {
            let now = self.pair.worlds[0].town.now() - chrono::TimeDelta::days(7);
            let since = now.format("%Y-%m-%dT%H:%M:%SZ");
            let uri = one(&format!("replay?since={since}"));
            self.compute("/api/v1/reassignments/{id}/replay", uri, None).await?;
        }
        if self.chance.percent(30) {
            let digest = json!({ "digest": digest(&seen.body) });
            self.post("/api/v1/reassignments/{id}/apply", one("apply"), Some(&seen), digest)
                .await?;
        }
        Ok(())
    }

    /// Who would hold the request if somebody else had the duty: everybody who is suspected in
    /// turn.
    async fn suspect(&mut self) -> Result<(), End> {
        if !self.may(Method::POST, "/api/v1/reassignments") {
            return Ok(());
        }
        let uri = "/api/v1/reassignments".to_owned();
        let mut seen = self.post("/api/v1/reassignments", uri, None, json!({})).await?;
        let Some(id) = seen.body["id"].as_str().map(str::to_owned) else { return Ok(()) };
        let one = |part: &str| format!("/api/v1/reassignments/{id}/{part}");
        let duty = self.seen("near_duty");
        let suspects = self.pair.pool.under("candidate").to_vec();
        for member in self.chance.shuffled(&suspects) {
            let operation =
                json!({ "operation": { "replace_holder": { "duty": duty, "by": member } } });
            let route = "/api/v1/reassignments/{id}/operations";
            let added = self.post(route, one("operations"), Some(&seen), operation).await?;
            let Some(operation) = added.body["operations"][0]["id"].as_str() else { return Ok(()) };
            let operation = json!({ "operation": operation });
            let previewed = self
                .post("/api/v1/reassignments/{id}/preview", one("preview"), Some(&added), json!({}))
                .await?;
            let route = "/api/v1/reassignments/{id}/operations/remove";
            seen = self.post(route, one("operations/remove"), Some(&previewed), operation).await?;
        }
        Ok(())
    }

    /// Something that changes who would hold the request.
    fn operation(&mut self) -> Value {
        let who = if self.chance.percent(70) { "candidate" } else { "member" };
        let member = self.seen(who);
        let duty = self.seen("near_duty");
        let group = self.seen("building_group");
        let grid = |code: &str| json!(grid_id(code));
        let unit = self.seen("unit");
        let kind =
            if self.seeks_a_place() { 4 + self.chance.below(4) } else { self.chance.below(9) };
        match kind {
            0..3 => json!({ "replace_holder": { "duty": duty, "by": member } }),
            3 => {
                json!({ "assign_duty": { "unit": unit, "member": member, "capacity": "deputy", "rank": 0 } })
            }
            4 | 5 => json!({ "split_grid": { "grid": grid("G1"), "line": self.line(), "parts": [
                {}, { "code": format!("G1-{}", self.pair.next()), "name": "分", "leader": member },
            ] } }),
            6 | 7 => {
                json!({ "move_building_group": { "building_group": group, "grid": grid("G2") } })
            }
            _ => {
                json!({ "cover_absence": { "member": self.seen("member"), "absence": "leave", "by": member,
                "move_open": true } })
            }
        }
    }

    /// Whoever looks for a place redraws borders, others try persons.
    const fn seeks_a_place(&self) -> bool {
        matches!(self.pair.secret, Secret::Point(_))
    }

    /// A line between the places of which one is the secret.
    fn line(&mut self) -> Value {
        match self.chance.percent(60) {
            true => meridian(121.405),
            false => json!([[121.399_9, 30.905], [121.410_1, 30.905]]),
        }
    }

    /// A building group to another grid, in earnest.
    async fn move_group(&mut self) -> Result<(), End> {
        if !self.may(Method::POST, "/api/v1/building-groups/{id}/change") {
            return Ok(());
        }
        let Some(group) = self.seen("building_group").as_str().map(str::to_owned) else {
            return Ok(());
        };
        let uri = format!("/api/v1/building-groups/{group}/change");
        let body = json!({ "grid": grid_id("G2"), "version": 1 });
        self.post("/api/v1/building-groups/{id}/change", uri, None, body).await.map(drop)
    }

    /// The border of two grids to the middle of the cell that is shown, or back, in earnest.
    async fn redraw(&mut self) -> Result<(), End> {
        const ROUTE: &str = "/api/v1/grids/boundaries";
        if !self.may(Method::POST, ROUTE) {
            return Ok(());
        }
        let border = if self.chance.percent(70) { 121.405 } else { 121.41 };
        let between =
            |from: f64, to: f64| polygon(&[[from, 30.9], [to, 30.9], [to, 30.91], [from, 30.91]]);
        let mut boundaries = Vec::new();
        for (grid, geometry) in [("G1", between(121.4, border)), ("G2", between(border, 121.42))] {
            let id = grid_id(grid).0.to_string();
            let version = self.pair.pool.version(&id).unwrap_or(1);
            boundaries.push(json!({ "grid": id, "version": version, "geometry": geometry }));
        }
        self.post(ROUTE, ROUTE.to_owned(), None, json!({ "boundaries": boundaries }))
            .await
            .map(drop)
    }

    /// Where something at the place that is shown would go.
    async fn ask_where(&mut self) -> Result<(), End> {
        let place = json!({ "lon": 121.405, "lat": 30.905 });
        let body = json!({ "place": place, "category": "environment.noise", "kind": "complaint", "confidential": true });
        self.compute("/api/v1/routing/explain", "/api/v1/routing/explain".to_owned(), Some(body))
            .await?;
        let Some(request) = self.request() else { return Ok(()) };
        let uri = format!("/api/v1/responsibility?request={request}");
        self.get("/api/v1/responsibility", uri).await?;
        if self.may(Method::POST, "/api/v1/reassignments/suggest") {
            let body = json!({ "grid": grid_id("N1"), "measure": "requests", "seed": 7 });
            self.post(
                "/api/v1/reassignments/suggest",
                "/api/v1/reassignments/suggest".to_owned(),
                None,
                body,
            )
            .await?;
        }
        if self.may(Method::GET, "/api/v1/grids/{id}/balance") {
            let uri = format!("/api/v1/grids/{}/balance", grid_id("N1"));
            self.get("/api/v1/grids/{id}/balance", uri).await?;
        }
        Ok(())
    }

    /// All that is shown of the request, and of those beside it.
    async fn look_around(&mut self) -> Result<(), End> {
        if let Some(request) = self.request() {
            for part in ["", "/transitions", "/timeline", "/routing"] {
                let route = ["/api/v1/requests/{id}", part].concat();
                let Some(route) = route_of(&route) else { continue };
                self.get(route, format!("/api/v1/requests/{request}{part}")).await?;
            }
        }
        let lists = [
            "/api/v1/requests?whose=my_grids",
            "/api/v1/requests?whose=my_grids&limit=2",
            "/api/v1/inbox",
        ];
        for list in lists {
            let route = list.split('?').next().and_then(route_of).unwrap_or_default();
            self.get(route, list.to_owned()).await?;
        }
        Ok(())
    }

    /// Whether the adversary may call a route; now and then they try although they may not.
    fn may(&mut self, method: Method, route: &str) -> bool {
        let scope = self.pair.worlds[0].scope(self.pair.adversary);
        Document::of_the_service().operation(&method, route).admits(&scope)
            || self.chance.percent(5)
    }

    /// The one of which something is hidden, or one that was seen.
    fn request(&mut self) -> Option<String> {
        let target = self.pair.target.clone().filter(|_| self.chance.percent(80));
        target.or_else(|| self.seen("request").as_str().map(str::to_owned))
    }

    fn seen(&mut self, name: &str) -> Value {
        self.chance.one(self.pair.pool.under(name)).cloned().unwrap_or_default()
    }

    pub async fn get(&mut self, route: &'static str, uri: String) -> Result<Answer, End> {
        let number = self.pair.next();
        self.call(Call { number, method: Method::GET, route, uri, headers: Vec::new(), body: None })
            .await
    }

    /// A POST that stores nothing.
    async fn compute(
        &mut self,
        route: &'static str,
        uri: String,
        body: Option<Value>,
    ) -> Result<Answer, End> {
        let number = self.pair.next();
        let body = body.map(|body| body.to_string());
        self.call(Call { number, method: Method::POST, route, uri, headers: Vec::new(), body })
            .await
    }

    /// A POST with a key and the version that an earlier answer showed.
    async fn post(
        &mut self,
        route: &'static str,
        uri: String,
        seen: Option<&Answer>,
        body: Value,
    ) -> Result<Answer, End> {
        let number = self.pair.next();
        let mut headers = vec![("Idempotency-Key", key(number))];
        let version = seen.and_then(|answer| {
            answer.headers.iter().find_map(|header| header.strip_prefix("etag: "))
        });
        headers.extend(version.map(|version| ("If-Match", version.to_owned())));
        self.call(Call {
            number,
            method: Method::POST,
            route,
            uri,
            headers,
            body: Some(body.to_string()),
        })
        .await
    }
}

fn route_of(path: &str) -> Option<&'static str> {
    let operations = &Document::of_the_service().operations;
    operations.iter().map(|operation| operation.path).find(|known| *known == path)
}

/// The digest of a preview, wherever the answer has it.
fn digest(body: &Value) -> Value {
    match body {
        Value::Object(fields) => match fields.get("digest") {
            Some(found) if found.is_string() => found.clone(),
            _ => fields.values().map(digest).find(|found| !found.is_null()).unwrap_or_default(),
        },
        _ => Value::Null,
    }
}
