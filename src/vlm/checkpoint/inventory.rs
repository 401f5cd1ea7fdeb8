//! Which tensors a model has: all that its sizes ask for, in their shapes, and no others.

use super::declared::Declared;
use super::geometry::{Biases, Presence, TextGeometry, VisionGeometry};
use super::{CheckpointError, Weights};

/// A tensor by transformers' name, without the leading `model.`.
struct Entry {
    name: String,
    shape: Vec<usize>,
    presence: Presence,
}

impl Entry {
    fn required(name: impl Into<String>, shape: &[usize]) -> Self {
        Self { name: name.into(), shape: shape.to_vec(), presence: Presence::Required }
    }
}

/// Fails unless as many layers are there as are declared. `part` is a norm that every layer has.
///
/// # Errors
/// Says how many there are.
pub fn layers(declared: &Declared<u64>, list: &str, part: &str, weights: &dyn Weights) -> Result<(), CheckpointError> {
    let there = (0u64..).take_while(|layer| weights.shape(&format!("{list}.{layer}.{part}.weight")).is_some()).count();
    match declared.within(0..=u32::MAX) {
        Ok(declared) if declared == there => Ok(()),
        _ => Err(declared.refuse(format!("{there}, the layers whose tensors are there"))),
    }
}

/// Returns how many tensors there are.
///
/// # Errors
/// Names the first tensor that is missing, has another shape or another type, or is not known.
pub fn check(
    vision: &VisionGeometry,
    text: &TextGeometry,
    biases: Biases,
    weights: &dyn Weights,
) -> Result<usize, CheckpointError> {
    let mut known = Vec::new();
    for Entry { name, shape, presence } in tower(vision, text).chain(decoder(text, biases)) {
        match presence {
            Presence::Required => weights.check(&name, &shape)?,
            Presence::Optional if weights.shape(&name).is_some() => weights.check(&name, &shape)?,
            _ => continue,
        }
        known.push(name);
    }
    match weights.unknown(&known) {
        Some(error) => Err(error),
        None => Ok(known.len()),
    }
}

fn tower<'a>(vision: &'a VisionGeometry, text: &TextGeometry) -> impl Iterator<Item = Entry> + 'a {
    let VisionGeometry { hidden, intermediate, patch, scale, .. } = *vision;
    let places = vision.patches_per_side().pow(2);
    let around = [
        Entry::required("vision_model.embeddings.patch_embedding.weight", &[hidden, 3, patch, patch]),
        Entry::required("vision_model.embeddings.patch_embedding.bias", &[hidden]),
        Entry::required("vision_model.embeddings.position_embedding.weight", &[places, hidden]),
        Entry::required("vision_model.post_layernorm.weight", &[hidden]),
        Entry::required("vision_model.post_layernorm.bias", &[hidden]),
        Entry::required("connector.modality_projection.proj.weight", &[text.hidden, scale * scale * hidden]),
    ];
    let block = move |layer| {
        let named = move |part: &str, kind, shape: &[usize]| {
            Entry::required(format!("vision_model.encoder.layers.{layer}.{part}.{kind}"), shape)
        };
        let norms = ["layer_norm1", "layer_norm2"]
            .into_iter()
            .flat_map(move |norm| ["weight", "bias"].map(|kind| named(norm, kind, &[hidden])));
        let matrices = [
            ("self_attn.q_proj", hidden, hidden),
            ("self_attn.k_proj", hidden, hidden),
            ("self_attn.v_proj", hidden, hidden),
            ("self_attn.out_proj", hidden, hidden),
            ("mlp.fc1", intermediate, hidden),
            ("mlp.fc2", hidden, intermediate),
        ];
        norms.chain(matrices.into_iter().flat_map(move |(part, outputs, inputs)| {
            [named(part, "weight", &[outputs, inputs]), named(part, "bias", &[outputs])]
        }))
    };
    around.into_iter().chain((0..vision.layers).flat_map(block))
}

fn decoder(text: &TextGeometry, biases: Biases) -> impl Iterator<Item = Entry> {
    let TextGeometry { hidden, intermediate, layers, heads, kv_heads, head_dim, vocabulary, .. } = *text;
    let (wide, narrow) = (heads * head_dim, kv_heads * head_dim);
    let around = [
        Entry::required("text_model.embed_tokens.weight", &[vocabulary, hidden]),
        Entry::required("lm_head.weight", &[vocabulary, hidden]),
        Entry::required("text_model.norm.weight", &[hidden]),
    ];
    let layer = move |layer| {
        let named = move |part: &str, kind: &str| format!("text_model.layers.{layer}.{part}.{kind}");
        let norms = ["input_layernorm", "post_attention_layernorm"]
            .map(|norm| Entry::required(named(norm, "weight"), &[hidden]));
        let matrices = [
            ("self_attn.q_proj", wide, hidden, biases.attention),
            ("self_attn.k_proj", narrow, hidden, biases.attention),
            ("self_attn.v_proj", narrow, hidden, biases.attention),
            ("self_attn.o_proj", hidden, wide, biases.attention),
            ("mlp.gate_proj", intermediate, hidden, biases.feed),
            ("mlp.up_proj", intermediate, hidden, biases.feed),
            ("mlp.down_proj", hidden, intermediate, biases.feed),
        ];
        norms.into_iter().chain(matrices.into_iter().flat_map(move |(part, outputs, inputs, presence)| {
            let bias = Entry { name: named(part, "bias"), shape: vec![outputs], presence };
            [Entry::required(named(part, "weight"), &[outputs, inputs]), bias]
        }))
    };
    around.into_iter().chain((0..layers).flat_map(layer))
}
