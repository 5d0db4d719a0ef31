//! The schemas of the document, each under a name of its own.

use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::{Ref, RefOr, Schema};

/// The schemas that operations refer to, gathered from the types of their arguments and answers.
#[derive(Default)]
pub struct Schemas {
    named: BTreeMap<String, RefOr<Schema>>,
    twice: Vec<String>,
}

impl Schemas {
    /// Adds the schema of a type with all that it refers to, and answers the reference to it.
    pub fn reference<T: ToSchema>(&mut self) -> Ref {
        let name = T::name().into_owned();
        let mut found = vec![(name.clone(), T::schema())];
        T::schemas(&mut found);
        found.into_iter().for_each(|(name, schema)| self.add(name, schema));
        Ref::from_schema_name(name)
    }

    fn add(&mut self, name: String, schema: RefOr<Schema>) {
        let known = self.named.entry(name.clone()).or_insert_with(|| schema.clone());
        if *known != schema {
            self.twice.push(name);
        }
    }

    /// The names under which two different schemas stand; there must be none.
    pub fn twice(&self) -> &[String] {
        &self.twice
    }

    /// The schemas by their names.
    pub(super) fn into_named(self) -> BTreeMap<String, RefOr<Schema>> {
        self.named
    }
}
