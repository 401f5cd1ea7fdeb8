//! The catalogue of models: every mistake with its place, and the page that is printed from it.

use super::copy::Copy;

const FILE: &str = "models.json";

#[test]
fn an_unknown_key_of_a_model_is_named_with_its_line_and_field() {
    let copy = Copy::new("models-key");
    copy.edit(FILE, "\"licence\": \"MIT OR Apache-2.0\"", "\"license\": \"MIT OR Apache-2.0\"");
    let said = copy.complaint();
    // Line 7 of the file, in the first model.
    assert!(said.starts_with("models.json:7:") && said.contains("models[0].license"), "{said}");
}

#[test]
fn what_a_schema_cannot_say_is_named_with_its_field() {
    let copy = Copy::new("models-content");
    copy.edit(FILE, "\"folder\": \"./models/demo/\"", "\"folder\": \"./models/demo\"");
    copy.edit(FILE, "\"id\": \"smolvlm2-256m\"", "\"id\": \"demo\"");
    let said = copy.complaint();
    assert!(said.contains("models[0].folder") && said.contains("must end with a slash"), "{said}");
    assert!(said.contains("models[1].id") && said.contains("is taken"), "{said}");
}
