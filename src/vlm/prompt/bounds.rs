//! Values that a template makes stay small: one that holds itself over and over would take all memory, or the stack.

use minijinja::value::{Tuple, Value, ValueKind};
use minijinja::{Error, ErrorKind, State, escape_formatter};

/// Values inside each other.
const DEEPEST: usize = 40;

/// Values in one, counted as often as they are met. A long conversation has some thousands.
const MOST: usize = 50_000;

/// How many of them a step pays for.
const FOR_A_STEP: u64 = 16;

/// What a name is set to, or an attribute: a copy, with what is worked out late worked out.
///
/// A namespace is changed in place, so there is no copy of it. Inside another it might hold itself.
pub fn kept(state: &mut State, value: Value, in_attribute: bool) -> Result<Value, Error> {
    if !is_container(&value) || is_namespace(&value) && !in_attribute {
        return Ok(value);
    }
    let mut left = MOST;
    let copy = copied(&value, 0, &mut left)?;
    state.consume_fuel((MOST - left) as u64 / FOR_A_STEP)?;
    Ok(copy)
}

/// Prints a value as the engine does.
pub fn printed(out: &mut minijinja::Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if is_container(value) {
        let mut left = MOST;
        counted(value, 0, &mut left)?;
        state.consume_fuel((MOST - left) as u64 / FOR_A_STEP)?;
    }
    escape_formatter(out, state, value)
}

fn is_container(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Map | ValueKind::Iterable)
}

/// The engine knows them by their own type only.
fn is_namespace(value: &Value) -> bool {
    value.as_object().is_some_and(|object| object.type_name().ends_with("Namespace"))
}

fn counted(value: &Value, depth: usize, left: &mut usize) -> Result<(), Error> {
    *left = left.checked_sub(1).filter(|_| depth <= DEEPEST).ok_or_else(too_large)?;
    match value.kind() {
        ValueKind::Map => {
            value.try_iter()?.checked().try_for_each(|key| counted(&value.get_item(&key?)?, depth + 1, left))
        }
        ValueKind::Seq | ValueKind::Iterable => {
            value.try_iter()?.checked().try_for_each(|item| counted(&item?, depth + 1, left))
        }
        _ => Ok(()),
    }
}

fn copied(value: &Value, depth: usize, left: &mut usize) -> Result<Value, Error> {
    *left = left.checked_sub(1).filter(|_| depth <= DEEPEST).ok_or_else(too_large)?;
    if is_namespace(value) {
        return Err(Error::new(ErrorKind::InvalidOperation, "a namespace of it is inside another value"));
    }
    match value.kind() {
        ValueKind::Map => {
            let pairs = value.try_iter()?.checked().map(|key| {
                let key = key?;
                let item = copied(&value.get_item(&key)?, depth + 1, left)?;
                Ok((key, item))
            });
            pairs.collect::<Result<Vec<_>, Error>>().map(Value::from_pairs)
        }
        ValueKind::Seq | ValueKind::Iterable => {
            let items = value.try_iter()?.checked().map(|item| copied(&item?, depth + 1, left));
            let items = items.collect::<Result<Vec<_>, Error>>()?;
            Ok(if value.is_tuple() { Value::from(Tuple::from(items)) } else { Value::from(items) })
        }
        _ => Ok(value.clone()),
    }
}

fn too_large() -> Error {
    Error::new(ErrorKind::InvalidOperation, "a value of it grows too large")
}
