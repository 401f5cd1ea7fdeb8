//! Any bytes as the JSON files of a folder, with a zero between them, or one of them with some bytes changed: words or a
//! model, never a panic. What is missing is whole.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shipcheck::vlm::checkpoint::Checkpoint;
use shipcheck_fuzz::{Files, MODEL, changed};

const FILES: [&str; 8] = [
    "config.json",
    "preprocessor_config.json",
    "processor_config.json",
    "generation_config.json",
    "tokenizer_config.json",
    "tokenizer.json",
    "chat_template.jinja",
    "model.safetensors.index.json",
];

fuzz_target!(|data: &[u8]| {
    let [rest @ .., choice] = data else { return };
    let mut files = Files::good();
    if let Some(name) = FILES.get(usize::from(*choice)).filter(|name| MODEL.contains_key(**name)) {
        files.0.insert((*name).into(), changed(&MODEL[*name], rest));
    } else {
        let written = FILES.into_iter().zip(rest.split(|byte| *byte == 0)).filter(|(_, bytes)| !bytes.is_empty());
        files.0.extend(written.map(|(name, bytes)| (name.into(), bytes.to_vec())));
    }
    if let Err(error) = Checkpoint::open_folder("folder", &files) {
        assert!(!error.to_string().is_empty() && !error.remedy().is_empty());
    }
});
