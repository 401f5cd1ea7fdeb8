/// What a kernel refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KernelError {
    /// A scale can't be found for a row with such a number in it.
    #[error("a number is not finite")]
    NotFinite,
}
