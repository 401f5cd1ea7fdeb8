//! Any bytes, in any dialect, in any portions: no panic, and the split makes no difference.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shipcheck::gateway::dialect::Dialect;
use shipcheck::gateway::reply::{ResponseReader, read_response};

fuzz_target!(|data: &[u8]| {
    // The last two bytes choose the dialect and where to split, so that recorded streams can be seeds as they are.
    let [body @ .., dialect, split] = data else { return };
    let dialect = Dialect::ALL[usize::from(*dialect) % Dialect::ALL.len()];
    let Ok(whole) = read_response(dialect, body) else { return };
    let (one, other) = body.split_at(body.len() * usize::from(*split) / 255);
    let mut reader = ResponseReader::new(dialect);
    reader.feed(one);
    reader.feed(other);
    assert_eq!(reader.finish().ok(), Some(whole));
});
