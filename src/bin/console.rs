//! The gateway console's entry: brings the printed page of the console to life.

fn main() {
    console_error_panic_hook::set_once();
    shipcheck::console::view::open();
}
