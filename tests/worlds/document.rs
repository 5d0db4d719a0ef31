//! What the route table and the OpenAPI document say can be called.

use actix_web::http::Method;
use serde_json::{Map, Value};
use std::sync::OnceLock;
use wangge::domain::scope::Scope;
use wangge::web::openapi::assemble;
use wangge::web::permission::Requirement;
use wangge::web::route::Endpoint;
use wangge::web::routes;

/// Everything that can be called.
pub struct Document {
    pub operations: Vec<Operation>,
    schemas: Map<String, Value>,
}

/// One route.
#[derive(Debug, Clone)]
pub struct Operation {
    pub method: Method,
    pub path: &'static str,
    pub parameters: Vec<Parameter>,
    /// The schema of its body.
    pub body: Option<Value>,
    /// The schema of what it answers.
    pub answer: Value,
    /// Who may call it.
    pub requirement: Requirement,
    /// Whether it takes an `Idempotency-Key`.
    pub keyed: bool,
    /// Whether it takes an `If-Match`.
    pub versioned: bool,
}

/// One of its parameters in the query.
#[derive(Debug, Clone)]
pub struct Parameter {
    pub name: String,
    pub schema: Value,
    pub required: bool,
}

impl Document {
    /// That of the service.
    pub fn of_the_service() -> &'static Self {
        static DOCUMENT: OnceLock<Document> = OnceLock::new();
        DOCUMENT.get_or_init(|| {
            let table = routes::table();
            let document = serde_json::to_value(assemble(&table)).unwrap();
            let operations =
                table.endpoints().map(|endpoint| Operation::of(endpoint, &document)).collect();
            let schemas = document["components"]["schemas"].as_object().unwrap().clone();
            Self { operations, schemas }
        })
    }

    /// A schema with its reference followed.
    pub fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
        name.map_or(schema, |name| self.schema(name))
    }

    /// A schema by its name.
    pub fn schema(&self, name: &str) -> &Value {
        self.schemas.get(name).unwrap_or(&Value::Null)
    }

    /// Whether a route answers a list.
    #[allow(dead_code, reason = "only the stories of lists ask")]
    pub fn is_list(&self, operation: &Operation) -> bool {
        let answer = self.resolved(&operation.answer);
        operation.method == Method::GET && answer["properties"]["items"].is_object()
    }

    /// A route by its method and path.
    pub fn operation(&self, method: &Method, path: &str) -> &Operation {
        let found = self
            .operations
            .iter()
            .find(|operation| operation.method == *method && operation.path == path);
        found.unwrap_or_else(|| unreachable!("there is no {method} {path}"))
    }
}

impl Operation {
    fn of(endpoint: &Endpoint, document: &Value) -> Self {
        let said = &document["paths"][endpoint.path][endpoint.method.as_str().to_lowercase()];
        let parameters = said["parameters"].as_array().cloned().unwrap_or_default();
        let named = |place: &str| {
            let inside = parameters.iter().filter(|parameter| parameter["in"] == place);
            let parameter = |parameter: &Value| Parameter {
                name: parameter["name"].as_str().unwrap_or_default().to_owned(),
                schema: parameter["schema"].clone(),
                required: parameter["required"] == true,
            };
            inside.map(parameter).collect::<Vec<_>>()
        };
        let body = &said["requestBody"]["content"]["application/json"]["schema"];
        Self {
            method: endpoint.method.clone(),
            path: endpoint.path,
            parameters: named("query"),
            body: (!body.is_null()).then(|| body.clone()),
            answer: said["responses"]["200"]["content"]["application/json"]["schema"].clone(),
            requirement: endpoint.requirement,
            keyed: endpoint.needs.key,
            versioned: named("header").iter().any(|header| header.name == "If-Match"),
        }
    }

    /// What the last variable of the path names: `/members/{id}/duties` names a `member`.
    pub fn named(&self) -> Option<String> {
        let segments: Vec<&str> = self.path.split('/').collect();
        let place = segments.iter().rposition(|segment| segment.starts_with('{'))?;
        Some(singular(segments[place - 1]))
    }

    /// Whether somebody may call it.
    pub fn admits(&self, scope: &Scope) -> bool {
        match self.requirement {
            Requirement::Anyone => true,
            Requirement::Roles(roles) => scope.has(roles),
        }
    }
}

/// The one of several, as fields are called: `building-groups` are each a `building_group`.
pub fn singular(plural: &str) -> String {
    let name = plural.replace('-', "_");
    match name.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => name.strip_suffix('s').unwrap_or(&name).to_owned(),
    }
}
