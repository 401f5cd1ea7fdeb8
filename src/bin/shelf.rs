//! The entry of the page Models: brings the printed page to life.

fn main() {
    console_error_panic_hook::set_once();
    shipcheck::shelf::view::open();
}
