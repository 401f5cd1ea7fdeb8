//! What ends attempts that are under way. A handle goes with its attempt, or a long visit would keep every one of them.

use crate::console::message::News;
use crate::console::state::RequestId;
use std::collections::HashMap;

/// A request and the number of one of its attempts.
type Key = (RequestId, usize);

/// One handle for each attempt under way.
pub struct Handles<H>(HashMap<Key, H>);

impl<H> Handles<H> {
    /// An attempt has begun.
    pub fn keep(&mut self, key: Key, handle: H) {
        self.0.insert(key, handle);
    }

    /// An attempt says something. After its last word nothing is left to end.
    pub fn heard(&mut self, key: Key, news: &News) {
        if matches!(news, News::Ended { .. }) {
            self.0.remove(&key);
        }
    }

    /// An attempt is to end now.
    pub fn take(&mut self, key: Key) -> Option<H> {
        self.0.remove(&key)
    }
}

impl<H> Default for Handles<H> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::router::Report;
    use std::rc::Rc;

    #[test]
    fn handles_of_finished_attempts_are_let_go() {
        let (mut handles, handle) = (Handles::default(), Rc::new(()));
        for request in 0..1_000 {
            handles.keep((request, 0), handle.clone());
            handles.keep((request, 1), handle.clone());
            handles.heard((request, 0), &News::Status(200));
            assert!(handles.0.contains_key(&(request, 0)), "it is still under way");
            handles.heard((request, 0), &News::Ended { result: Ok(Report::default()), reply: None });
            assert!(handles.take((request, 1)).is_some());
        }
        assert!(handles.0.is_empty());
        assert_eq!(Rc::strong_count(&handle), 1);
    }
}
