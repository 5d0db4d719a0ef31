//! The beginnings of all worlds, each made once.

use super::arrangements::arrange;
use super::people::found;
use super::script::play;
use super::secret::{Secret, Side};
use super::world::{Template, World};
use crate::support::town::Town;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::sync::OnceCell;

/// A secret, how it is told, and whom it is about, if that is the adversary.
type Key = (Secret, Side, &'static str);

/// Where a world begins.
#[derive(Default)]
pub struct Library {
    town: OnceCell<Template>,
    beginnings: Mutex<BTreeMap<Key, Arc<OnceCell<Template>>>>,
}

impl Library {
    /// The world in which a secret is told in one way, after its script.
    pub async fn world(&self, secret: Secret, side: Side, adversary: &'static str) -> World {
        let side = if secret == Secret::Nothing { Side::One } else { side };
        let about = if matches!(secret, Secret::AboutMe { .. }) { adversary } else { "" };
        let beginning =
            Arc::clone(self.beginnings.lock().unwrap().entry((secret, side, about)).or_default());
        let template = beginning.get_or_init(|| self.begin(secret, side, adversary)).await;
        World::open(template).await
    }

    async fn begin(&self, secret: Secret, side: Side, adversary: &str) -> Template {
        let town = self.town.get_or_init(founded).await;
        let mut world = World::open(town).await;
        play(&mut world, secret, side, adversary).await;
        world.close()
    }
}

async fn founded() -> Template {
    let (town, logins) = found().await;
    let now = town.now();
    let Town { database, vault, .. } = town;
    database.settle();
    let template =
        Template { database, vault, now, logins: Arc::new(logins), made: Vec::new(), secret: None };
    let mut world = World::open(&template).await;
    arrange(&mut world).await;
    world.close()
}
