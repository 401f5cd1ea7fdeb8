//! The network of SmolVLM: a SigLIP tower, a pixel shuffle with one projection, a Llama decoder.
//!
//! Reference: transformers `modeling_smolvlm.py`. Tensors carry no batch axis.

mod builder;
mod connector;
mod decoder;
mod embedding;
mod kv_cache;
mod linear;
mod rope;
mod vision;

pub use builder::Network;
pub use kv_cache::KvCache;
