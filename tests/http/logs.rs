//! What is written to the log.

use super::routes::app;
use std::io::{Result, Write};
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

#[actix_web::test]
async fn lines_name_request_and_template_and_nothing_of_path_or_query() {
    let app = app().await;
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    app.get("/test/named/zhangsan?phone=13812341234").header("X-Request-Id", "first").send().await;
    app.get("/lisi?name=wangwu").header("X-Request-Id", "second").send().await;
    app.get("/test/faults/internal").header("X-Request-Id", "third").send().await;
    drop(guard);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    for personal in ["zhangsan", "138123", "lisi", "wangwu"] {
        assert!(!text.contains(personal), "{text}");
    }
    let line =
        |id: &str, word: &str| text.lines().any(|line| line.contains(id) && line.contains(word));
    assert!(line("first", "/test/named/{name}") && line("first", "answered"), "{text}");
    assert!(line("second", "unmatched"), "{text}");
    assert!(line("third", "hunter2") && line("third", "/test/faults/{kind}"), "{text}");
}
