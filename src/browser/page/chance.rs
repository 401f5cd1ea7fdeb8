//! Random numbers.

/// A number in `0.0..1.0`, good enough to spread retries.
pub fn share() -> f64 {
    js_sys::Math::random()
}

/// Bytes nobody can guess; `None` where the browser has no source of them.
pub fn secret_bytes<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    web_sys::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}
