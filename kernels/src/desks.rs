//! Memory that a thread works in while it does a part of a job.

use super::crew::{each, hands};
use super::error::KernelError;
use super::multiply::TILE;
use std::sync::{Mutex, PoisonError};

/// Desks that nobody sits at. There are never more than threads, and they are kept from one job to the next.
pub struct Desks<D>(Mutex<Vec<D>>);

impl<D> Default for Desks<D> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<D: Send> Desks<D> {
    /// Does `work` for every item and its number on all hands, each at a desk: a free one or a new one.
    ///
    /// # Errors
    /// The first item's that has one; the others are done all the same.
    pub fn each<T: Send>(
        &self,
        items: impl Iterator<Item = T>,
        new: impl Fn() -> D + Sync,
        work: impl Fn(usize, &mut T, &mut D) -> Result<(), KernelError> + Sync,
    ) -> Result<(), KernelError> {
        let free = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut items: Vec<_> = items.map(|item| (item, Ok(()))).collect();
        each(&mut items, |index, (item, done)| {
            let left = free().pop();
            let mut desk = left.unwrap_or_else(&new);
            *done = work(index, item, &mut desk);
            free().push(desk);
        });
        items.into_iter().try_for_each(|(_, done)| done)
    }
}

/// How many of `rows` one part of a job takes when each is carried through several products: whole tiles, at most `most`
/// rows, and as many parts for every thread.
pub fn rows_in_part(rows: usize, most: usize) -> usize {
    let parts = rows.div_ceil(most).next_multiple_of(hands());
    rows.div_ceil(parts.max(1)).next_multiple_of(TILE).max(TILE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_are_whole_tiles_of_at_most_so_many_rows(rows in 1usize..3000, most in 1usize..300) {
            let part = rows_in_part(rows, TILE * most);
            prop_assert!(part.is_multiple_of(TILE) && part <= TILE * most);
        }
    }

    #[test]
    fn the_first_error_is_told_and_the_rest_is_done() {
        let mut done = [false; 5];
        let told = Desks::default().each(
            done.iter_mut(),
            || 0,
            |index, done, desk: &mut usize| {
                (**done, *desk) = (true, *desk + 1);
                if index == 2 { Err(KernelError::NotFinite) } else { Ok(()) }
            },
        );
        assert_eq!((told, done), (Err(KernelError::NotFinite), [true; 5]));
    }
}
