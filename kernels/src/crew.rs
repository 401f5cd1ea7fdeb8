//! Several threads at one piece of work: the caller lays out its parts, and it and its helpers take them one by one.
//!
//! A decode step is hundreds of small products, and waking a sleeping thread costs more than one of them takes. So a
//! helper without work looks out for more for a while before it sleeps. Without helpers everything runs on the caller.
//! Which thread does a part never changes its result.

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

/// Parts of the job that are finished.
static FINISHED: AtomicUsize = AtomicUsize::new(0);

/// Whether a helper has ended in the middle of its work, as a trap ends a thread of a Wasm program: its part will never
/// be finished.
static FALLEN: AtomicBool = AtomicBool::new(false);

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

fn share(parts: usize, work: Work<'_>) {
    if parts < 2 || hands() == 1 || BUSY.swap(true, Ordering::Acquire) {
        return (0..parts).for_each(work);
    }
    // SAFETY: nobody reads it before taking a part, and this function returns only when all parts are finished.
    let mut work = unsafe { std::mem::transmute::<Work<'_>, Work<'static>>(work) };
    WORK.store(&raw mut work, Ordering::Relaxed);
    FINISHED.store(0, Ordering::Relaxed);
    let number = (BOARD.load(Ordering::Relaxed) >> 32).wrapping_add(1);
    BOARD.store(number << 32 | parts as u64, Ordering::SeqCst);
    if ASLEEP.load(Ordering::SeqCst) > 0 {
        let _bed = BED.lock().unwrap_or_else(PoisonError::into_inner);
        BELL.notify_all();
    }
    drop(Job { parts });
}

/// The job on the board. It is over when all parts are finished, even if one of them panicked.
struct Job {
    parts: usize,
}

impl Drop for Job {
    fn drop(&mut self) {
        while take_part() {}
        while FINISHED.load(Ordering::Acquire) < self.parts {
            // The work is half done and lent out for ever, so nobody may go on with it.
            if FALLEN.load(Ordering::Relaxed) {
                std::process::abort();
            }
            std::hint::spin_loop();
        }
        BUSY.store(false, Ordering::Release);
    }
}

/// A part that somebody has taken.
struct Part;

impl Drop for Part {
    fn drop(&mut self) {
        FINISHED.fetch_add(1, Ordering::Release);
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
    let _part = Part;
    // SAFETY: the part is taken and not finished, so its job is the one on the board and its caller waits.
    let work = unsafe { *WORK.load(Ordering::Relaxed) };
    work((board & PARTS) as usize - 1);
    true
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
