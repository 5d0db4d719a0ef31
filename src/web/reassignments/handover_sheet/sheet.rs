//! A page for the printer. Whatever is put into it is escaped, and it loads nothing.

use crate::service::reassignments::REPORT_ROWS_MAX;
use crate::web::html::escaped;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::LazyLock;

const STYLE: &str = "@page{size:A4;margin:16mm 14mm}\
    body{font:10.5pt/1.5 'Noto Serif CJK SC','Source Han Serif SC','Songti SC',SimSun,serif;color:#000;\
    background:#fff;max-width:182mm;margin:8mm auto}\
    @media print{body{margin:0;max-width:none}}\
    h1{font-size:18pt;text-align:center;letter-spacing:.1em;margin:0 0 5mm}\
    h2{font-size:12pt;margin:5mm 0 2mm;break-after:avoid}\
    p{margin:1mm 0}ol{margin:0;padding-left:7mm}li{overflow-wrap:anywhere}\
    table{border-collapse:collapse;width:100%;margin:1mm 0}thead{display:table-header-group}\
    th,td{border:.3mm solid #555;padding:.8mm 1.6mm;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
    th{background:#eee;font-weight:bold}tr{break-inside:avoid}\
    dl{display:grid;grid-template-columns:max-content 1fr max-content 1fr;gap:1mm 4mm;margin:0;border:.3mm solid #555;\
    padding:2mm 3mm}dt{font-weight:bold}dd{margin:0;overflow-wrap:anywhere}dd:first-of-type{grid-column:2/-1}\
    .sign{display:grid;grid-template-columns:1fr 1fr 1fr;gap:6mm;margin-top:10mm;break-inside:avoid}\
    .sign p{border-bottom:.3mm solid #000;padding-bottom:1mm;margin:0 0 6mm}\
    footer{margin-top:4mm;font-size:9pt;color:#333}";

/// Nothing is loaded and nothing runs; the style is the one that stands in the page.
pub(super) static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
});

/// A page that grows.
pub(super) struct ReportPage(String);

impl ReportPage {
    /// An empty page under a title.
    pub fn new(title: &str) -> Self {
        let title = escaped(title);
        Self(format!(
            "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title>\
             <style>{STYLE}</style></head><body><h1>{title}</h1>"
        ))
    }

    pub fn heading(&mut self, text: &str) {
        self.put("<h2>", text, "</h2>");
    }

    pub fn paragraph(&mut self, text: &str) {
        self.put("<p>", text, "</p>");
    }

    /// A numbered list.
    pub fn list(&mut self, items: &[String]) {
        self.0.push_str("<ol>");
        items.iter().for_each(|item| self.put("<li>", item, "</li>"));
        self.0.push_str("</ol>");
    }

    /// Names with their values, side by side.
    pub fn facts(&mut self, facts: &[(&str, String)]) {
        self.0.push_str("<dl>");
        for (name, value) in facts {
            self.put("<dt>", name, "</dt>");
            self.put("<dd>", value, "</dd>");
        }
        self.0.push_str("</dl>");
    }

    /// A table; when nothing is in it, the word for that.
    pub fn table<const N: usize>(&mut self, head: [&str; N], rows: &[[String; N]], empty: &str) {
        if rows.is_empty() {
            return self.paragraph(empty);
        }
        self.0.push_str("<table><thead><tr>");
        head.iter().for_each(|name| self.put("<th>", name, "</th>"));
        self.0.push_str("</tr></thead><tbody>");
        for row in rows.iter().take(REPORT_ROWS_MAX) {
            self.0.push_str("<tr>");
            row.iter().for_each(|cell| self.put("<td>", cell, "</td>"));
            self.0.push_str("</tr>");
        }
        self.0.push_str("</tbody></table>");
        if let Some(more) = rows.len().checked_sub(REPORT_ROWS_MAX).filter(|&more| more > 0) {
            self.paragraph(&format!("另有 {more} 项未列出。"));
        }
    }

    /// Lines to sign on, each with a date.
    pub fn signatures(&mut self, who: &[&str]) {
        self.0.push_str("<div class=\"sign\">");
        for name in who {
            self.0.push_str("<div>");
            self.put("<p>", &format!("{name}："), "</p>");
            self.put("<p>", "日期：", "</p></div>");
        }
        self.0.push_str("</div>");
    }

    /// The whole page, with a line at its foot.
    pub fn finish(mut self, foot: &str) -> String {
        self.put("<footer>", foot, "</footer></body></html>\n");
        self.0
    }

    fn put(&mut self, before: &str, text: &str, after: &str) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{before}{}{after}", escaped(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_admits_the_style_of_the_page_and_no_other() {
        let page = ReportPage::new("单").finish("完");
        let style = page
            .split("<style>")
            .nth(1)
            .and_then(|rest| rest.split("</style>").next())
            .unwrap_or_default();
        let hash = STANDARD.encode(Sha256::digest(style));
        assert!(POLICY.contains(&format!("style-src 'sha256-{hash}'")), "{}", *POLICY);
        assert!(!page.contains("style=") && !POLICY.contains("unsafe"));
    }

    #[test]
    fn what_is_too_much_for_a_table_is_counted() {
        let page = |rows: usize| {
            let mut sheet = ReportPage::new("单");
            let rows: Vec<[String; 1]> = (0..rows).map(|row| [format!("<{row}>")]).collect();
            sheet.table(["项"], &rows, "无");
            sheet.finish("完")
        };
        assert!(page(0).contains("<p>无</p>") && !page(0).contains("<table>"));
        let whole = page(REPORT_ROWS_MAX);
        assert!(whole.contains("<td>&lt;299&gt;</td>") && !whole.contains("未列出"));
        let more = page(REPORT_ROWS_MAX + 2);
        assert!(more.contains("另有 2 项未列出。") && !more.contains("<td>&lt;300&gt;</td>"));
    }
}
