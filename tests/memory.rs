//! What the page says of a model's memory before it is fetched, against what the model takes.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use shipcheck::library::catalogue::Catalogue;
use shipcheck::library::memory::Need;
use shipcheck::vlm::checkpoint::{Checkpoint, Precision};
use shipcheck::vlm::{Vlm, run_to_end};
use std::path::Path;
use support::{TestHost, source};

#[test]
fn the_plan_is_what_the_packed_weights_take() {
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("public");
    let catalogue: Catalogue = serde_json::from_slice(&std::fs::read(public.join("models.json")).unwrap()).unwrap();
    let shape = catalogue.models.iter().find(|model| model.id == "demo").unwrap().shape;
    let file = |name| source(&public.join("models/demo").join(name));
    let checkpoint = Checkpoint::open_gguf(file("text.gguf"), file("mmproj.gguf")).unwrap();
    let demo = run_to_end(Vlm::load(checkpoint, Precision::Auto, &mut TestHost::new())).unwrap();
    let planned = Need::of(&shape, shape.text.context).weights as f64;
    let ratio = demo.bytes() as f64 / planned;
    // The norms are planned for and not counted.
    assert!((0.98..=1.0).contains(&ratio), "{} bytes for {planned}", demo.bytes());
}
