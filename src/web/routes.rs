//! Every route of the service, on one page.

use super::route::Route;
use super::table::Table;
use super::{dictionaries, docs, probes};
use actix_web::http::Method;
use utoipa::OpenApi;

macro_rules! routes {
    (
        documented { $($method:ident $path:literal => $module:ident::$handler:ident $(, $option:ident$(($value:expr))?)*;)+ }
        pages { $($page:literal => $page_module:ident::$page_handler:ident;)+ }
    ) => {
        /// The table of all routes.
        pub fn table() -> Table {
            #[derive(OpenApi)]
            #[openapi(paths($($module::$handler),+))]
            struct Documented;

            let routes = vec![
                $(Route::new(Method::$method, $path, $module::$handler)$(.$option($($value)?))*,)+
                $(Route::new(Method::GET, $page, $page_module::$page_handler),)+
            ];
            Table::new(routes, Documented::openapi())
        }
    };
}

// method, path template => handler, options of `Route`. Handler and path carry the same method and path in their
// `#[utoipa::path]`; a test compares them.
routes! {
    documented {
        GET "/healthz" => probes::read_health, unlimited;
        GET "/readyz" => probes::read_readiness, unlimited;
        GET "/metrics" => probes::read_metrics, unlimited;
        GET "/api/v1/openapi.json" => docs::read_openapi;
        GET "/api/v1/dictionaries" => dictionaries::list_dictionaries;
    }
    pages {
        "/docs" => docs::redirect_to_docs;
        "/docs/errors" => docs::show_errors;
        "/docs/{file:.*}" => docs::show_docs;
    }
}
