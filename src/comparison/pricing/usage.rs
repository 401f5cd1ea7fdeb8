use serde::{Deserialize, Serialize};

use crate::comparison::Date;

/// The reader's own month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
    pub images_per_month: f64,
    /// Tokens per image with its prompt.
    pub input_tokens: f64,
    /// Tokens per answer.
    pub output_tokens: f64,
    /// US dollars per million tokens.
    pub input_price: f64,
    pub output_price: f64,
    /// Per cent of the images that the device handles.
    pub device_share: f64,
    /// US dollars a month for building, delivering and looking after the on-device path.
    pub device_upkeep: f64,
}

/// The figures the calculator begins with, each with its date and origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PricingDefaults {
    /// The hosted model the prices belong to.
    pub model: String,
    pub images_per_month: Quoted,
    pub input_tokens: Quoted,
    pub output_tokens: Quoted,
    /// US dollars per million tokens.
    pub input_price: Quoted,
    /// US dollars per million tokens.
    pub output_price: Quoted,
    /// Per cent.
    pub device_share: Quoted,
    /// US dollars a month.
    pub device_upkeep: Quoted,
}

/// A figure that somebody stood for on a date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Quoted {
    pub value: f64,
    pub as_of: Date,
    /// Who says so; `example` where the figure only shows the form of the sum.
    pub source: String,
}

/// One field of the calculator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    ImagesPerMonth,
    InputTokens,
    OutputTokens,
    InputPrice,
    OutputPrice,
    DeviceShare,
    DeviceUpkeep,
}

impl Field {
    pub const ALL: [Field; 7] = [
        Field::ImagesPerMonth,
        Field::InputTokens,
        Field::OutputTokens,
        Field::InputPrice,
        Field::OutputPrice,
        Field::DeviceShare,
        Field::DeviceUpkeep,
    ];

    /// Its name in the page's address.
    pub fn key(self) -> &'static str {
        match self {
            Field::ImagesPerMonth => "images",
            Field::InputTokens => "tokens-in",
            Field::OutputTokens => "tokens-out",
            Field::InputPrice => "price-in",
            Field::OutputPrice => "price-out",
            Field::DeviceShare => "device",
            Field::DeviceUpkeep => "upkeep",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Field::ImagesPerMonth => "Images per month",
            Field::InputTokens => "Tokens in, per image with its prompt",
            Field::OutputTokens => "Tokens out, per answer",
            Field::InputPrice => "Price in, $ per million tokens",
            Field::OutputPrice => "Price out, $ per million tokens",
            Field::DeviceShare => "Handled on the device, %",
            Field::DeviceUpkeep => "Upkeep of the device path, $ per month",
        }
    }

    /// The largest figure that still makes sense.
    pub fn most(self) -> f64 {
        match self {
            Field::ImagesPerMonth => 1e10,
            Field::InputTokens | Field::OutputTokens => 1e6,
            Field::InputPrice | Field::OutputPrice => 1e4,
            Field::DeviceShare => 100.0,
            Field::DeviceUpkeep => 1e8,
        }
    }

    /// Reads what was typed. The error says what belongs here.
    pub fn parse(self, text: &str) -> Result<f64, String> {
        let plain: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '_' | '$' | '%' | '\u{a0}')).collect();
        match plain.parse::<f64>() {
            Ok(value) if (0.0..=self.most()).contains(&value) => Ok(value),
            Ok(_) => Err(format!("A figure from 0 to {}, please.", grouped(self.most()))),
            Err(_) if plain.is_empty() => Err("This field needs a figure.".into()),
            Err(_) => Err(format!("“{}” is no figure. Digits and a point, such as 0.4.", text.trim())),
        }
    }

    pub fn of(self, usage: &Usage) -> f64 {
        match self {
            Field::ImagesPerMonth => usage.images_per_month,
            Field::InputTokens => usage.input_tokens,
            Field::OutputTokens => usage.output_tokens,
            Field::InputPrice => usage.input_price,
            Field::OutputPrice => usage.output_price,
            Field::DeviceShare => usage.device_share,
            Field::DeviceUpkeep => usage.device_upkeep,
        }
    }

    pub fn set(self, usage: &mut Usage, value: f64) {
        *match self {
            Field::ImagesPerMonth => &mut usage.images_per_month,
            Field::InputTokens => &mut usage.input_tokens,
            Field::OutputTokens => &mut usage.output_tokens,
            Field::InputPrice => &mut usage.input_price,
            Field::OutputPrice => &mut usage.output_price,
            Field::DeviceShare => &mut usage.device_share,
            Field::DeviceUpkeep => &mut usage.device_upkeep,
        } = value;
    }

    pub fn quoted(self, defaults: &PricingDefaults) -> &Quoted {
        match self {
            Field::ImagesPerMonth => &defaults.images_per_month,
            Field::InputTokens => &defaults.input_tokens,
            Field::OutputTokens => &defaults.output_tokens,
            Field::InputPrice => &defaults.input_price,
            Field::OutputPrice => &defaults.output_price,
            Field::DeviceShare => &defaults.device_share,
            Field::DeviceUpkeep => &defaults.device_upkeep,
        }
    }
}

impl From<&PricingDefaults> for Usage {
    fn from(defaults: &PricingDefaults) -> Usage {
        Usage {
            images_per_month: defaults.images_per_month.value,
            input_tokens: defaults.input_tokens.value,
            output_tokens: defaults.output_tokens.value,
            input_price: defaults.input_price.value,
            output_price: defaults.output_price.value,
            device_share: defaults.device_share.value,
            device_upkeep: defaults.device_upkeep.value,
        }
    }
}

/// Whole numbers with commas between the thousands.
pub fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
