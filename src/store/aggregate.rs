//! Rows of aggregates: each has a row version and an order of events of its own.

/// Implements `load`, `insert` and `update` for the row of an aggregate: a row with the columns
/// `id`, `event_count` and `version`. Each change raises the version and appends an event in the
/// same transaction.
macro_rules! aggregate_row {
    ($row:ty, $id:ty, $table:ident) => {
        impl $row {
            /// Loads the row by identifier, whatever its state.
            ///
            /// # Errors
            /// [`Code::NotFound`](crate::error::Code::NotFound)
            pub fn load(
                connection: &mut $crate::store::connection::AnyConnection,
                id: $id,
            ) -> $crate::error::Result<Self> {
                let found = $table::table
                    .find(id)
                    .select(Self::as_select())
                    .get_result(connection)
                    .optional()?;
                found.ok_or_else(|| $crate::error::Code::NotFound.into())
            }

            /// Inserts the row, with its first event.
            pub fn insert(
                &mut self,
                tx: &mut $crate::store::tx::Tx<'_>,
                actor: &$crate::store::event::Actor,
                kind: &'static str,
                payload: serde_json::Value,
            ) -> $crate::error::Result<()> {
                self.event_count = 1;
                self.version = 1;
                let insert = diesel::insert_into($table::table).values(&*self);
                $crate::store::connection::each!(&mut *tx.connection, |native| insert
                    .execute(native))?;
                self.record(tx, actor, kind, payload)
            }

            /// Updates the row, with an event.
            ///
            /// # Errors
            /// [`Code::StaleVersion`](crate::error::Code::StaleVersion) when somebody changed it
            /// since it was read.
            pub fn update(
                &mut self,
                tx: &mut $crate::store::tx::Tx<'_>,
                actor: &$crate::store::event::Actor,
                kind: &'static str,
                payload: serde_json::Value,
            ) -> $crate::error::Result<()> {
                let read = $table::id.eq(self.id).and($table::version.eq(self.version));
                self.event_count += 1;
                self.version += 1;
                let updated = diesel::update($table::table.filter(read))
                    .set(&*self)
                    .execute(tx.connection)?;
                if updated != 1 {
                    let stale = $crate::error::Problem::new($crate::error::Code::StaleVersion);
                    return Err(stale.with("current", self.version).into());
                }
                self.record(tx, actor, kind, payload)
            }

            fn record(
                &self,
                tx: &mut $crate::store::tx::Tx<'_>,
                actor: &$crate::store::event::Actor,
                kind: &'static str,
                payload: serde_json::Value,
            ) -> $crate::error::Result<()> {
                let event = $crate::store::event::ChangeEvent {
                    aggregate: self.id.0,
                    sequence: self.event_count,
                    kind,
                    payload,
                };
                tx.event(actor, event)
            }
        }
    };
}
pub(super) use aggregate_row;
