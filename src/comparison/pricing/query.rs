use super::{Field, Usage};

/// The fields that differ from `defaults`, as `key=value` pairs for the page's address.
pub fn to_query(usage: &Usage, defaults: &Usage) -> Vec<(&'static str, String)> {
    let changed = Field::ALL.into_iter().filter(|field| field.of(usage) != field.of(defaults));
    changed.map(|field| (field.key(), field.of(usage).to_string())).collect()
}

/// `defaults` with the address's fields put in. Fields that hold no figure are passed over: an address that somebody
/// mangled still opens the page.
pub fn from_query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>, defaults: Usage) -> Usage {
    let mut usage = defaults;
    for (key, value) in pairs {
        if let Some(field) = Field::ALL.into_iter().find(|field| field.key() == key)
            && let Ok(value) = field.parse(value)
        {
            field.set(&mut usage, value);
        }
    }
    usage
}

#[cfg(test)]
mod tests {
    use super::super::tests::MONTH as DEFAULTS;
    use super::*;

    #[test]
    fn an_address_brings_back_the_same_month() {
        let mine = Usage { images_per_month: 2_500_000.0, input_price: 0.15, device_share: 0.0, ..DEFAULTS };
        let pairs = to_query(&mine, &DEFAULTS);
        assert_eq!(pairs.len(), 3);
        assert_eq!(from_query(pairs.iter().map(|(k, v)| (*k, v.as_str())), DEFAULTS), mine);
        assert!(to_query(&DEFAULTS, &DEFAULTS).is_empty());
    }

    #[test]
    fn a_mangled_address_changes_nothing() {
        let pairs = [("images", "many"), ("device", "140"), ("price-in", "-1"), ("unknown", "3"), ("upkeep", "NaN")];
        assert_eq!(from_query(pairs, DEFAULTS), DEFAULTS);
    }
}
