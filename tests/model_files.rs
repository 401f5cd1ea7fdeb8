//! Files that are damaged, hostile or of another model: always words, never a crash, and never an answer of something
//! that the file didn't ask for.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use proptest::prelude::*;
use serde_json::{Value, json};
use shipcheck::vlm::checkpoint::{Checkpoint, CheckpointError, Folder, NamedSource, ReadSeek};
use std::collections::HashMap;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};

fn case() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/b16_split_landscape")
}

/// A folder in memory.
struct Files(HashMap<String, Vec<u8>>);

impl Folder for Files {
    fn open(&self, file: &str) -> io::Result<Option<Box<dyn ReadSeek>>> {
        Ok(self.0.get(file).map(|bytes| Box::new(Cursor::new(bytes.clone())) as Box<dyn ReadSeek>))
    }
}

impl Files {
    fn good() -> Self {
        let entries = case().join("model").read_dir().unwrap().map(|entry| entry.unwrap().path());
        Self(
            entries
                .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(path).unwrap()))
                .collect(),
        )
    }

    /// With a field, named by a JSON pointer to what holds it, set to a value.
    fn with(mut self, file: &str, holder: &str, field: &str, value: Value) -> Self {
        let mut object: Value = serde_json::from_slice(&self.0[file]).unwrap();
        object.pointer_mut(holder).unwrap()[field] = value;
        self.0.insert(file.to_owned(), serde_json::to_vec(&object).unwrap());
        self
    }

    fn open(&self) -> Result<Checkpoint, CheckpointError> {
        Checkpoint::open_folder("case", self)
    }

    fn refused(&self) -> String {
        match self.open() {
            Ok(_) => panic!("it is taken"),
            Err(error) => format!("{error} {}", error.remedy()),
        }
    }
}

#[test]
fn sizes_that_make_no_model_are_refused_by_name() {
    let text = [
        "hidden_size",
        "intermediate_size",
        "num_hidden_layers",
        "num_attention_heads",
        "num_key_value_heads",
        "head_dim",
        "vocab_size",
        "max_position_embeddings",
    ];
    let vision =
        ["hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "image_size", "patch_size"];
    let fields =
        text.map(|field| ("/text_config", field)).into_iter().chain(vision.map(|field| ("/vision_config", field)));
    for (holder, field) in fields.chain([("", "scale_factor")]) {
        for value in
            [json!(0), json!(-1), json!(u64::MAX), json!(100_000_000_000u64), json!(1.5), json!("8"), json!([8])]
        {
            let message = Files::good().with("config.json", holder, field, value.clone()).refused();
            assert!(message.starts_with("config.json"), "{field} {value}: {message}");
        }
    }
    for (holder, field) in [("/text_config", "rms_norm_eps"), ("/vision_config", "layer_norm_eps")] {
        for value in [json!(0), json!(-1e-5), json!(1e300), json!("1e-5")] {
            assert!(Files::good().with("config.json", holder, field, value).refused().contains(field));
        }
    }
    for value in [json!(0), json!(-1), json!("100000"), json!(1e300)] {
        let holder = "/text_config/rope_parameters";
        assert!(Files::good().with("config.json", holder, "rope_theta", value).refused().contains("rope_theta"));
    }
}

#[test]
fn what_a_config_asks_for_is_done_or_refused() {
    for (file, holder, field, value) in [
        ("config.json", "", "model_type", json!("llava")),
        ("config.json", "", "quantization_config", json!({"quant_method": "gptq"})),
        ("config.json", "", "image_token_id", json!(937)),
        ("config.json", "/text_config", "attention_bias", json!(true)),
        ("config.json", "/text_config", "mlp_bias", json!(true)),
        ("config.json", "/text_config", "hidden_act", json!("gelu")),
        ("config.json", "/text_config", "sliding_window", json!(64)),
        ("config.json", "/text_config", "qk_layer_norms", json!(true)),
        ("config.json", "/text_config", "partial_rotary_factor", json!(0.5)),
        ("config.json", "/text_config", "eos_token_id", json!("x")),
        ("config.json", "/text_config/rope_parameters", "rope_type", json!("yarn")),
        ("config.json", "/vision_config", "num_channels", json!(1)),
        ("preprocessor_config.json", "", "do_resize", json!(false)),
        ("preprocessor_config.json", "", "resample", json!(3)),
        ("preprocessor_config.json", "", "size", json!({"height": 512, "width": 512})),
        ("preprocessor_config.json", "", "image_std", json!(0)),
        ("preprocessor_config.json", "", "image_mean", json!([0.5, 0.5])),
        ("preprocessor_config.json", "", "rescale_factor", json!(0)),
        ("processor_config.json", "", "image_seq_len", json!(81)),
    ] {
        let message = match Files::good().with(file, holder, field, value).open() {
            // generation_config.json says it first.
            Ok(_) if field == "eos_token_id" => continue,
            Ok(_) => panic!("{field} is taken"),
            Err(error) => error.to_string(),
        };
        let named = match field {
            "attention_bias" | "mlp_bias" => "bias",
            other => other,
        };
        assert!(message.contains(named) || message.contains("<image>"), "{field}: {message}");
    }
}

#[test]
fn folders_as_todays_tools_write_them_are_taken() {
    let mut nested = Files::good();
    let image: Value = serde_json::from_slice(&nested.0.remove("preprocessor_config.json").unwrap()).unwrap();
    let processor = json!({"image_processor": image, "image_seq_len": 64, "video_processor": {"do_resize": false}});
    nested.0.insert("processor_config.json".into(), serde_json::to_vec(&processor).unwrap());
    let plain = Files::good().open().unwrap();
    assert_eq!(nested.open().unwrap().preprocessing, plain.preprocessing);

    let mut marked = Files::good();
    marked.0.get_mut("config.json").unwrap().splice(0..0, *b"\xef\xbb\xbf");
    assert_eq!(marked.open().unwrap().geometry, plain.geometry);

    let one = Files::good().with("preprocessor_config.json", "", "image_mean", json!(0.5));
    assert_eq!(one.open().unwrap().preprocessing, plain.preprocessing);
}

#[test]
fn indexes_may_be_old_but_not_lead_elsewhere() {
    let index = |name: &str| serde_json::to_vec(&json!({"weight_map": {"lm_head.weight": name}})).unwrap();
    let mut files = Files::good();
    files.0.insert("model.safetensors.index.json".into(), index("model-00001-of-00002.safetensors"));
    assert!(files.open().is_ok());
    files.0.insert("model.safetensors.index.json".into(), index("../model.safetensors"));
    assert!(files.refused().contains("not in the model's folder"));
}

fn gguf(text: Vec<u8>, mmproj: Vec<u8>) -> Result<Checkpoint, CheckpointError> {
    let source = |name: &str, bytes| NamedSource { name: name.to_owned(), reader: Box::new(Cursor::new(bytes)) };
    Checkpoint::open_gguf(source("text.gguf", text), source("mmproj.gguf", mmproj))
}

fn pair() -> [Vec<u8>; 2] {
    ["text-f32.gguf", "mmproj-f32.gguf"].map(|name| std::fs::read(case().join("gguf").join(name)).unwrap())
}

/// The place behind a key and its type.
fn value_of(file: &[u8], key: &str) -> usize {
    file.windows(key.len()).position(|window| window == key.as_bytes()).unwrap() + key.len() + 4
}

#[test]
fn a_gguf_key_is_within_bounds_or_named() {
    let [text, mmproj] = pair();
    for key in [
        "llama.embedding_length",
        "llama.block_count",
        "llama.feed_forward_length",
        "llama.attention.head_count",
        "llama.context_length",
    ] {
        let mut broken = text.clone();
        let place = value_of(&text, key);
        broken[place..place + 4].fill(0);
        let message = gguf(broken.clone(), mmproj.clone()).err().unwrap().to_string();
        assert!(message.contains(key), "{message}");
        broken[place..place + 4].fill(255);
        broken[place - 4] = 6;
        let message = gguf(broken, mmproj.clone()).err().unwrap().to_string();
        assert!(message.contains(key), "{message}");
    }
    for (version, words) in [(1u32, "version 1"), (4, "version 4"), (3u32.swap_bytes(), "big-endian")] {
        let mut broken = text.clone();
        broken[4..8].copy_from_slice(&version.to_le_bytes());
        let message = gguf(broken, mmproj.clone()).err().unwrap().to_string();
        assert!(message.contains(words), "{message}");
    }
    assert!(gguf(text[..text.len() - 40].to_vec(), mmproj.clone()).is_err());
    assert!(gguf([text, vec![0; 40]].concat(), mmproj).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Bytes of a header that are something else: words or a model, and nothing set aside that isn't there.
    #[test]
    fn a_gguf_header_with_other_bytes_never_panics(changes in proptest::collection::vec((0usize..2000, any::<u8>()), 1..4)) {
        let [mut text, mmproj] = pair();
        changes.iter().for_each(|(place, byte)| text[*place] = *byte);
        if let Err(error) = gguf(text, mmproj) {
            prop_assert!(!error.to_string().is_empty() && !error.remedy().is_empty());
        }
    }

    #[test]
    fn a_config_with_other_bytes_never_panics(place in 0usize..1300, byte: u8, file in 0usize..3) {
        let file = ["config.json", "preprocessor_config.json", "generation_config.json"][file];
        let mut files = Files::good();
        let bytes = files.0.get_mut(file).unwrap();
        let place = place % bytes.len();
        bytes[place] = byte;
        if let Err(error) = files.open() {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
