//! The page's entry: brings the printed sheets to life.

fn main() {
    console_error_panic_hook::set_once();
    shipcheck::app::view::open();
}
