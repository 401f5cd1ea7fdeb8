//! The `caption` command as a user types it.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

fn caption(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_caption")).args(arguments).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn one_json_object_with_everything() {
    let case = fixture("so14_split_wide");
    let expected: Value = serde_json::from_slice(&std::fs::read(case.join("expect.json")).unwrap()).unwrap();
    let prompt = expected["prompt"].as_str().unwrap();
    let (model, image) = (case.join("model"), case.join("image.png"));
    let output = caption(&[
        "--model",
        text(&model),
        "--image",
        text(&image),
        "--prompt",
        prompt,
        "--precision",
        "f32",
        "--max-new-tokens",
        "24",
        "--min-new-tokens",
        "24",
        "--json",
    ]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["input_ids"], expected["input_ids"]);
    assert_eq!(
        (&found["rows"], &found["cols"], &found["frames"]),
        (&expected["rows"], &expected["cols"], &expected["frames"])
    );
    assert_eq!(found["tokens"], expected["greedy_tokens"]);
    assert_eq!(found["finish_reason"], "length");
    for (found, expected) in
        found["top_logits"].as_array().unwrap().iter().zip(expected["top_logits"].as_array().unwrap())
    {
        assert_eq!(found[0], expected[0]);
        assert!((found[1].as_f64().unwrap() - expected[1].as_f64().unwrap()).abs() < 5e-3);
    }
    for stage in ["load", "preprocess", "encode", "prefill", "decode"] {
        assert!(found["timings_ms"][stage].as_f64().unwrap() > 0.0, "{stage}");
    }
}

/// Runs with a mistake; returns the one line on stderr.
fn refused(arguments: &[&str]) -> String {
    let output = caption(arguments);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert_eq!(message.trim_end().lines().count(), 1, "{message}");
    assert!(output.stdout.is_empty());
    message
}

#[test]
fn bad_input_is_one_line_and_status_2() {
    let case = fixture("so14_split_wide");
    let (model, image) = (case.join("model"), case.join("image.png"));
    let (text_file, mmproj) = (case.join("gguf/text-f32.gguf"), case.join("gguf/mmproj-f32.gguf"));
    let not_a_picture = case.join("expect.json");

    assert!(refused(&["--prompt", "Hello"]).contains("--model"));
    assert!(refused(&["--model", text(&model), "--image", "nowhere.png", "--prompt", "?"]).contains("nowhere.png"));
    assert!(
        refused(&["--model", text(&model), "--image", text(&not_a_picture), "--prompt", "?"]).contains("text file")
    );
    assert!(refused(&["--model", "nowhere", "--image", text(&image), "--prompt", "?"]).contains("config.json"));
    assert!(refused(&["--model", text(&model), "--prompt", "?", "--max-new-tokens", "many"]).contains("many"));
    assert!(refused(&["--model", text(&model), "--prompt", "?", "--longest-edge", "0"]).contains("longest_edge"));
    let swapped = refused(&["--text", text(&mmproj), "--mmproj", text(&text_file), "--prompt", "?"]);
    assert!(swapped.contains("mmproj-f32.gguf") && swapped.contains("expected llama"), "{swapped}");
}

#[test]
fn truncated_and_foreign_files_name_file_and_tensor() {
    let case = fixture("so14_split_wide");
    let folder = std::env::temp_dir().join(format!("shipcheck-truncated-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let cut = |name: &str, keep: f64| {
        let bytes = std::fs::read(case.join("gguf").join(name)).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, &bytes[..(bytes.len() as f64 * keep) as usize]).unwrap();
        path
    };
    let mmproj = case.join("gguf/mmproj-f32.gguf");

    let late = cut("text-f32.gguf", 0.9);
    let message = refused(&["--text", text(&late), "--mmproj", text(&mmproj), "--prompt", "?"]);
    assert!(message.contains("text-f32.gguf: tensor ") && message.contains("can't be read"), "{message}");

    let early = cut("text-f32.gguf", 0.001);
    let message = refused(&["--text", text(&early), "--mmproj", text(&mmproj), "--prompt", "?"]);
    assert!(message.contains("text-f32.gguf can't be read"), "{message}");

    let foreign = case.join("image.png");
    let message = refused(&["--text", text(&foreign), "--mmproj", text(&mmproj), "--prompt", "?"]);
    assert!(message.contains("not a GGUF file"), "{message}");

    let other = fixture("b16_split_landscape").join("gguf/mmproj-f32.gguf");
    let message =
        refused(&["--text", text(&case.join("gguf/text-f32.gguf")), "--mmproj", text(&other), "--prompt", "?"]);
    assert!(message.contains("mm.model.fc.weight") && message.contains("expected"), "{message}");
    std::fs::remove_dir_all(&folder).ok();
}
