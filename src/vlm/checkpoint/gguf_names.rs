//! What llama.cpp's converter calls the tensors that transformers names otherwise.

/// Which file of the pair holds a tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GgufFile {
    Text,
    Vision,
}

/// The GGUF name of a tensor, and the file it is in.
///
/// `exchanged` is for older official vision files, where `ffn_up` and `ffn_down` are swapped.
pub fn gguf_name(name: &str, exchanged: bool) -> Option<(GgufFile, String)> {
    if let Some(rest) = name.strip_prefix("text_model.layers.") {
        let (layer, rest) = rest.split_once('.')?;
        let (part, kind) = rest.rsplit_once('.')?;
        let part = match part {
            "self_attn.q_proj" => "attn_q",
            "self_attn.k_proj" => "attn_k",
            "self_attn.v_proj" => "attn_v",
            "self_attn.o_proj" => "attn_output",
            "mlp.gate_proj" => "ffn_gate",
            "mlp.up_proj" => "ffn_up",
            "mlp.down_proj" => "ffn_down",
            "input_layernorm" => "attn_norm",
            "post_attention_layernorm" => "ffn_norm",
            _ => return None,
        };
        return Some((GgufFile::Text, format!("blk.{layer}.{part}.{kind}")));
    }
    if let Some(rest) = name.strip_prefix("vision_model.encoder.layers.") {
        let (layer, rest) = rest.split_once('.')?;
        let (part, kind) = rest.rsplit_once('.')?;
        let part = match part {
            "layer_norm1" => "ln1",
            "layer_norm2" => "ln2",
            "self_attn.q_proj" => "attn_q",
            "self_attn.k_proj" => "attn_k",
            "self_attn.v_proj" => "attn_v",
            "self_attn.out_proj" => "attn_out",
            "mlp.fc1" if exchanged => "ffn_down",
            "mlp.fc2" if exchanged => "ffn_up",
            "mlp.fc1" => "ffn_up",
            "mlp.fc2" => "ffn_down",
            _ => return None,
        };
        return Some((GgufFile::Vision, format!("v.blk.{layer}.{part}.{kind}")));
    }
    let (file, name) = match name {
        "text_model.embed_tokens.weight" => (GgufFile::Text, "token_embd.weight"),
        "text_model.norm.weight" => (GgufFile::Text, "output_norm.weight"),
        "lm_head.weight" => (GgufFile::Text, "output.weight"),
        "vision_model.embeddings.patch_embedding.weight" => (GgufFile::Vision, "v.patch_embd.weight"),
        "vision_model.embeddings.patch_embedding.bias" => (GgufFile::Vision, "v.patch_embd.bias"),
        "vision_model.embeddings.position_embedding.weight" => (GgufFile::Vision, "v.position_embd.weight"),
        "vision_model.post_layernorm.weight" => (GgufFile::Vision, "v.post_ln.weight"),
        "vision_model.post_layernorm.bias" => (GgufFile::Vision, "v.post_ln.bias"),
        "connector.modality_projection.proj.weight" => (GgufFile::Vision, "mm.model.fc.weight"),
        _ => return None,
    };
    Some((file, name.to_owned()))
}
