//! Skills of registrants.

use super::Registration;
use crate::domain::id::RegistrationId;
use crate::error::Result;
use crate::store::connection::AnyConnection;
use crate::store::schema::registration_skills;
use crate::store::tx::Tx;
use diesel::prelude::*;
use std::collections::HashMap;

impl Registration {
    /// Loads the skills of registrations, in the order of their codes.
    pub fn skills(
        connection: &mut AnyConnection,
        ids: &[RegistrationId],
    ) -> Result<HashMap<RegistrationId, Vec<String>>> {
        let rows: Vec<(RegistrationId, String)> = registration_skills::table
            .filter(registration_skills::registration_id.eq_any(ids))
            .order((registration_skills::registration_id, registration_skills::skill))
            .select((registration_skills::registration_id, registration_skills::skill))
            .load(connection)?;
        let mut skills: HashMap<RegistrationId, Vec<String>> = HashMap::new();
        rows.into_iter().for_each(|(id, skill)| skills.entry(id).or_default().push(skill));
        Ok(skills)
    }
}

impl Tx<'_> {
    /// Replaces the skills of a registration.
    pub fn set_skills(&mut self, id: RegistrationId, skills: &[String]) -> Result<()> {
        let before = registration_skills::table.filter(registration_skills::registration_id.eq(id));
        diesel::delete(before).execute(self.connection)?;
        for skill in skills {
            let row =
                (registration_skills::registration_id.eq(id), registration_skills::skill.eq(skill));
            diesel::insert_into(registration_skills::table).values(row).execute(self.connection)?;
        }
        Ok(())
    }
}
