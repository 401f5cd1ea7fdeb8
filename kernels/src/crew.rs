//! Several threads at one piece of work: the caller lays out its parts, and it and its helpers take them one by one.
//!
//! A decode step is hundreds of small products, and waking a sleeping thread costs more than one of them takes. So a
//! helper without work looks out for more for a while before it sleeps. Without helpers everything runs on the caller.
//! Which thread does a part never changes its result.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

/// What a job does with the part it is given the number of.
type Work<'a> = &'a (dyn Fn(usize) + Sync);

/// Looks at the board before a helper sleeps: about a millisecond.
const LOOKS: usize = 1 << 20;

/// Threads that wait for work besides the one that has it.
static HELPERS: AtomicUsize = AtomicUsize::new(0);

/// Whether a job is on the board.
static BUSY: AtomicBool = AtomicBool::new(false);

/// The job's number in the upper half, the parts that nobody has taken yet in the lower. Both in one word, so that
/// nobody takes a part of a job that is over.
static BOARD: AtomicU64 = AtomicU64::new(0);
const PARTS: u64 = u32::MAX as u64;

/// The job's work; only who has taken a part may look at it.
static WORK: AtomicPtr<Work<'static>> = AtomicPtr::new(std::ptr::null_mut());

/// Parts of the job that are finished or withdrawn.
static FINISHED: AtomicUsize = AtomicUsize::new(0);

/// Whether a helper has ended in the middle of its work, as a trap ends a thread of a Wasm program: its part will never
/// be finished.
static FALLEN: AtomicBool = AtomicBool::new(false);

/// The first panic of the job.
static PANIC: Mutex<Option<Box<dyn Any + Send>>> = Mutex::new(None);

static ASLEEP: AtomicUsize = AtomicUsize::new(0);
static BED: Mutex<()> = Mutex::new(());
static BELL: Condvar = Condvar::new();

/// Threads that share the work: the caller and its helpers.
pub fn hands() -> usize {
    1 + HELPERS.load(Ordering::Relaxed)
}

/// Joins the crew for as long as the program runs.
pub fn help() -> ! {
    HELPERS.fetch_add(1, Ordering::Relaxed);
    loop {
        if !(0..LOOKS).any(|_| std::hint::black_box(take_part())) {
            sleep();
        }
    }
}

/// Tells whoever waits for a helper that it has ended. The program that runs it says so, since the helper itself can't.
pub fn fall() {
    FALLEN.store(true, Ordering::Relaxed);
}

/// Does `work` for every item and its number, on all hands.
///
/// # Panics
/// With the first panic of `work`, on whichever thread it was, once nobody works any more. The items that nobody has
/// begun by then are left as they were.
pub fn each<T: Send>(items: &mut [T], work: impl Fn(usize, &mut T) + Sync) {
    struct Items<T>(*mut T);
    // SAFETY: every item is touched by the one thread that has taken its part.
    unsafe impl<T: Send> Sync for Items<T> {}
    impl<T> Items<T> {
        fn at(&self, index: usize) -> *mut T {
            self.0.wrapping_add(index)
        }
    }
    let count = items.len();
    let items = Items(items.as_mut_ptr());
    // SAFETY: `share` gives each number below `count` out once and returns after all of them.
    share(count, &|index| work(index, unsafe { &mut *items.at(index) }));
}

/// In rounds, where there are more parts than the board can hold.
fn share(parts: usize, work: Work<'_>) {
    let most = usize::try_from(PARTS).unwrap_or(usize::MAX);
    in_rounds(parts, most, |first, count| share_round(count, &|part| work(first + part)));
}

/// The first of each round and how many it has, at most `most`.
fn in_rounds(parts: usize, most: usize, mut round: impl FnMut(usize, usize)) {
    let mut first = 0;
    while first < parts {
        let count = most.min(parts - first);
        round(first, count);
        first += count;
    }
}

fn share_round(parts: usize, work: Work<'_>) {
    if parts < 2 || hands() == 1 || BUSY.swap(true, Ordering::Acquire) {
        return (0..parts).for_each(work);
    }
    // SAFETY: nobody reads it before taking a part, no part's panic leaves `take_part`, and this function returns only
    // when all parts are finished or withdrawn.
    let mut work = unsafe { std::mem::transmute::<Work<'_>, Work<'static>>(work) };
    WORK.store(&raw mut work, Ordering::Relaxed);
    FINISHED.store(0, Ordering::Relaxed);
    let number = (BOARD.load(Ordering::Relaxed) >> 32).wrapping_add(1);
    BOARD.store(number << 32 | parts as u64, Ordering::SeqCst);
    if ASLEEP.load(Ordering::SeqCst) > 0 {
        let _bed = BED.lock().unwrap_or_else(PoisonError::into_inner);
        BELL.notify_all();
    }
    while take_part() {}
    while FINISHED.load(Ordering::Acquire) < parts {
        // The work is half done and lent out for ever, so nobody may go on with it.
        if FALLEN.load(Ordering::Relaxed) {
            std::process::abort();
        }
        std::hint::spin_loop();
    }
    let panic = PANIC.lock().unwrap_or_else(PoisonError::into_inner).take();
    BUSY.store(false, Ordering::Release);
    if let Some(panic) = panic {
        resume_unwind(panic);
    }
}

/// Does one part, if there is one.
fn take_part() -> bool {
    let mut board = BOARD.load(Ordering::Relaxed);
    loop {
        if board & PARTS == 0 {
            return false;
        }
        match BOARD.compare_exchange_weak(board, board - 1, Ordering::Acquire, Ordering::Relaxed) {
            Ok(_) => break,
            Err(now) => board = now,
        }
    }
    // SAFETY: the part is taken and not finished, so its job is the one on the board and its caller waits.
    let work = unsafe { *WORK.load(Ordering::Relaxed) };
    let done = catch_unwind(AssertUnwindSafe(|| work((board & PARTS) as usize - 1)));
    if let Err(panic) = done {
        withdraw(panic);
    }
    FINISHED.fetch_add(1, Ordering::Release);
    true
}

/// Takes the parts that nobody has begun off the board. The caller resumes the first panic.
fn withdraw(panic: Box<dyn Any + Send>) {
    PANIC.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(panic);
    let left = BOARD.fetch_and(!PARTS, Ordering::AcqRel) & PARTS;
    FINISHED.fetch_add(left as usize, Ordering::Release);
}

fn sleep() {
    let mut bed = BED.lock().unwrap_or_else(PoisonError::into_inner);
    ASLEEP.fetch_add(1, Ordering::SeqCst);
    while BOARD.load(Ordering::SeqCst) & PARTS == 0 {
        bed = BELL.wait(bed).unwrap_or_else(PoisonError::into_inner);
    }
    ASLEEP.fetch_sub(1, Ordering::SeqCst);
}

// Where tests have threads.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Activations, Attention, Desks, Looks, Matrix, Target, reference};
    use std::sync::Once;
    use std::time::Duration;

    /// Helpers for the rest of the tests; what they compute stays the same.
    fn gather() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            (0..3).for_each(|_| drop(std::thread::spawn(help)));
            while hands() < 4 {
                std::thread::yield_now();
            }
        });
    }

    #[test]
    fn every_item_is_done_once() {
        gather();
        for count in [0, 1, 2, 3, 7, 1000] {
            for _ in 0..200 {
                let mut items = vec![0usize; count];
                each(&mut items, |index, item| *item += index + 1);
                assert!(items.iter().enumerate().all(|(index, item)| *item == index + 1));
            }
        }
    }

    #[test]
    fn helpers_wake_up() {
        gather();
        for _ in 0..3 {
            std::thread::sleep(Duration::from_millis(50));
            let mut items = vec![0u64; 64];
            each(&mut items, |index, item| *item = index as u64);
            assert_eq!(items.iter().sum::<u64>(), 63 * 64 / 2);
        }
    }

    #[test]
    fn work_within_work_and_beside_it() {
        gather();
        let sums: Vec<_> = (0..4)
            .map(|_| {
                std::thread::spawn(|| {
                    let mut outer = vec![0usize; 50];
                    each(&mut outer, |_, sum| {
                        let mut inner = vec![1usize; 20];
                        each(&mut inner, |index, item| *item += index);
                        *sum = inner.iter().sum();
                    });
                    outer.iter().sum::<usize>()
                })
            })
            .collect();
        assert!(sums.into_iter().all(|sum| sum.join().unwrap() == 50 * (20 + 190)));
    }

    /// What a panic said.
    fn said(panic: Box<dyn Any + Send>) -> String {
        *panic.downcast::<String>().unwrap()
    }

    #[test]
    fn a_panic_reaches_the_caller_when_nobody_works_any_more() {
        gather();
        let inside = AtomicUsize::new(0);
        for bad in 0..300 {
            let mut items = vec![0usize; 64];
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                each(&mut items, |index, item| {
                    inside.fetch_add(1, Ordering::SeqCst);
                    let sum = (0..2000).fold(index, |sum, number| std::hint::black_box(sum + number));
                    *item = sum;
                    inside.fetch_sub(1, Ordering::SeqCst);
                    assert!(index != bad % 64, "part {index}");
                });
            }));
            assert_eq!(inside.load(Ordering::SeqCst), 0);
            assert_eq!(said(outcome.unwrap_err()), format!("part {}", bad % 64));
        }
        // All hands are still there.
        let mut items = vec![0usize; 1000];
        each(&mut items, |index, item| *item = index);
        assert_eq!(items.iter().sum::<usize>(), 999 * 500);
    }

    #[test]
    fn a_helpers_panic_is_the_callers() {
        gather();
        let caller = std::thread::current().id();
        let helped = AtomicBool::new(false);
        // Another test may have the board; then all parts are the caller's, and it tries again.
        for _ in 0..10_000 {
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                each(&mut [(); 64], |_, ()| {
                    if std::thread::current().id() != caller {
                        helped.store(true, Ordering::SeqCst);
                        panic!("{}", "a helper's");
                    }
                    std::thread::yield_now();
                });
            }));
            assert_eq!(outcome.is_err(), helped.load(Ordering::SeqCst));
            if let Err(panic) = outcome {
                assert_eq!(said(panic), "a helper's");
                return;
            }
        }
        panic!("nobody helped");
    }

    #[test]
    fn more_parts_than_the_board_holds_take_several_rounds() {
        for (parts, most) in [(0, 3), (1, 3), (3, 3), (4, 3), (10, 3), (usize::MAX, usize::MAX - 1)] {
            let mut next = 0;
            in_rounds(parts, most, |first, count| {
                assert!(first == next && count > 0 && count <= most);
                next = first + count;
            });
            assert_eq!(next, parts);
        }
    }

    #[test]
    fn hands_never_change_a_result() {
        gather();
        let (tokens, width) = (70, 96);
        let x = reference::noise(1, tokens * width);
        let mut matrix = Matrix::new(width, width, 32);
        reference::noise(2, width * width)
            .chunks(width)
            .enumerate()
            .for_each(|(output, row)| matrix.set_row(output, row).unwrap());
        let run = |count: usize| {
            let mut product = vec![0.0; count * width];
            let parts = x.chunks(8 * width).zip(product.chunks_mut(8 * width));
            Desks::default()
                .each(parts, Activations::default, |_, (x, out), rows| {
                    let count = out.len() / width;
                    rows.fill(count, width, 32, |row, line| line.copy_from_slice(&x[row * width..][..width]))?;
                    rows.times(&matrix, Target { out, bias: None, add: false });
                    Ok(())
                })
                .unwrap();
            let mut mixed = vec![0.0; tokens * width];
            let looks = Looks { query: &x, key: &x, value: &x };
            Attention::new(tokens, width / 4).run(looks, &mut mixed).unwrap();
            (product, mixed)
        };
        for count in [1, 2, 70] {
            // Work within work stays on its thread.
            let mut alone = [None, None];
            each(&mut alone, |_, result| *result = Some(run(count)));
            assert_eq!(alone, [(); 2].map(|()| Some(run(count))));
        }
    }
}
