//! Weights that are any bytes, or whole ones with some bytes changed near their beginning: words or a model, never a
//! panic. The other files of the folder are whole.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shipcheck::vlm::checkpoint::Checkpoint;
use shipcheck_fuzz::{Files, MODEL, changed};

fuzz_target!(|data: &[u8]| {
    let [rest @ .., choice] = data else { return };
    let weights = if choice % 2 == 0 { rest.to_vec() } else { changed(&MODEL["model.safetensors"], rest) };
    let mut files = Files::good();
    files.0.insert("model.safetensors".into(), weights);
    if let Err(error) = Checkpoint::open_folder("folder", &files) {
        assert!(!error.to_string().is_empty() && !error.remedy().is_empty());
    }
});
