//! What is written to the log.

use super::routes::app;
use crate::support::log::Listener;

#[actix_web::test]
async fn lines_name_request_and_template_and_nothing_of_path_or_query() {
    let app = app().await;
    let log = Listener::new();
    app.get("/test/named/zhangsan?phone=13812341234").header("X-Request-Id", "first").send().await;
    app.get("/lisi?name=wangwu").header("X-Request-Id", "second").send().await;
    app.get("/test/faults/internal").header("X-Request-Id", "third").send().await;
    let text = log.text();
    for personal in ["zhangsan", "138123", "lisi", "wangwu"] {
        assert!(!text.contains(personal), "{text}");
    }
    let line =
        |id: &str, word: &str| text.lines().any(|line| line.contains(id) && line.contains(word));
    assert!(line("first", "/test/named/{name}") && line("first", "answered"), "{text}");
    assert!(line("second", "unmatched"), "{text}");
    assert!(line("third", "hunter2") && line("third", "/test/faults/{kind}"), "{text}");
}
