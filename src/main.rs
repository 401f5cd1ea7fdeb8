//! The page's entry: takes the place of the fallback text in `index.html`.

use leptos::mount::mount_to;
use shipcheck::{app::view::Bench, browser::page::document};

fn main() {
    console_error_panic_hook::set_once();
    if let Some(place) = document::element("bench-place") {
        document::clear(&place);
        mount_to(place, Bench).forget();
    }
}
