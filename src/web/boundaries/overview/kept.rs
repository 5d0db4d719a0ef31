//! Overviews that were asked for last, as they are sent.

use crate::error::{Error, Result};
use actix_web::web::Bytes;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Maximum number of overviews that are kept: 10 MB, if all of them are large.
const KEPT_MAX: usize = 16;

/// An overview, compressed with gzip, once somebody has drawn it.
type Packed = Arc<OnceCell<Bytes>>;

/// Overviews by their tag, compressed; those asked for last come first. Everybody in a town looks at
/// the same map after a change, and it is drawn once.
#[derive(Debug, Default)]
pub struct KeptOverviews(Mutex<VecDeque<(String, Packed)>>);

impl KeptOverviews {
    /// Returns the overview of a tag. If it is not kept it is drawn, once for all who ask meanwhile.
    ///
    /// # Errors
    /// Those of `draw`.
    pub(super) async fn get_or_draw(
        &self,
        tag: &str,
        draw: impl FnOnce() -> Result<Bytes> + Send + 'static,
    ) -> Result<Bytes> {
        let packed = self.packed(tag);
        let drawn = packed.get_or_try_init(|| async {
            tokio::task::spawn_blocking(draw).await.map_err(Error::internal)?
        });
        drawn.await.cloned()
    }

    fn packed(&self, tag: &str) -> Packed {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().position(|(known, _)| known == tag);
        let one = found.and_then(|index| kept.remove(index));
        let one = one.unwrap_or_else(|| (tag.to_owned(), Packed::default()));
        let packed = Arc::clone(&one.1);
        kept.push_front(one);
        kept.truncate(KEPT_MAX);
        packed
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use crate::error::Code;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[actix_web::test]
    async fn an_overview_is_drawn_once_until_others_are_asked_for() {
        let kept = KeptOverviews::default();
        let drawn = Arc::new(AtomicUsize::new(0));
        let ask = |tag: String| {
            let drawn = Arc::clone(&drawn);
            let kept = &kept;
            async move {
                let draw = move || {
                    drawn.fetch_add(1, Ordering::Relaxed);
                    Ok(Bytes::from_static(b"map"))
                };
                kept.get_or_draw(&tag, draw).await.unwrap()
            }
        };
        tokio::join!(ask("a".to_owned()), ask("a".to_owned()));
        ask("a".to_owned()).await;
        assert_eq!(drawn.load(Ordering::Relaxed), 1);
        for other in 0..KEPT_MAX {
            ask(other.to_string()).await;
        }
        ask("a".to_owned()).await;
        assert_eq!(drawn.load(Ordering::Relaxed), KEPT_MAX + 2);
    }

    #[actix_web::test]
    async fn what_was_refused_is_tried_again() {
        let kept = KeptOverviews::default();
        let refused = kept.get_or_draw("a", || Err(Code::TooMany.into())).await.unwrap_err();
        assert!(refused.is(Code::TooMany));
        let drawn = kept.get_or_draw("a", || Ok(Bytes::from_static(b"map"))).await.unwrap();
        assert_eq!(drawn, "map");
    }
}
