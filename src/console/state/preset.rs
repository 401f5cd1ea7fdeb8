//! Endpoints that many people have.

use crate::gateway::dialect::Dialect;
use crate::gateway::policy::{Policy, Target, TargetKind, TimeoutOverrides};

/// Where a target comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    Device,
    OpenRouter,
    Vercel,
    LiteLlm,
    OpenAi,
    Anthropic,
    Gemini,
    Mistral,
    Custom,
}

impl Preset {
    pub const ALL: [Preset; 9] = [
        Preset::Device,
        Preset::OpenRouter,
        Preset::Vercel,
        Preset::LiteLlm,
        Preset::OpenAi,
        Preset::Anthropic,
        Preset::Gemini,
        Preset::Mistral,
        Preset::Custom,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Preset::Device => "The model in this tab",
            Preset::OpenRouter => "OpenRouter",
            Preset::Vercel => "Vercel AI Gateway",
            Preset::LiteLlm => "LiteLLM proxy",
            Preset::OpenAi => "OpenAI",
            Preset::Anthropic => "Anthropic",
            Preset::Gemini => "Google Gemini",
            Preset::Mistral => "Mistral",
            Preset::Custom => "Another OpenAI-compatible endpoint",
        }
    }

    /// A target of that kind, under a name the policy does not have yet.
    pub fn target(self, policy: &Policy) -> Target {
        let (name, dialect, base_url, model) = self.parts();
        Target {
            name: free_name(name, policy),
            kind: if dialect.is_some() { TargetKind::Endpoint } else { TargetKind::OnDevice },
            model: model.to_owned(),
            dialect,
            base_url: dialect.map(|_| base_url.to_owned()),
            upstream: None,
            vision: true,
            gateway_options: None,
            timeouts: TimeoutOverrides::default(),
        }
    }

    /// Name, dialect, address and a model that sees pictures.
    fn parts(self) -> (&'static str, Option<Dialect>, &'static str, &'static str) {
        match self {
            Preset::Device => ("tab", None, "", "demo"),
            Preset::OpenRouter => {
                ("openrouter", Some(Dialect::OpenRouter), "https://openrouter.ai/api/v1", "google/gemini-2.5-flash")
            }
            Preset::Vercel => {
                ("vercel", Some(Dialect::Vercel), "https://ai-gateway.vercel.sh/v1", "google/gemini-2.5-flash")
            }
            Preset::LiteLlm => ("litellm", Some(Dialect::LiteLlm), "http://127.0.0.1:4000/v1", "gpt-4o-mini"),
            Preset::OpenAi => ("openai", Some(Dialect::OpenAi), "https://api.openai.com/v1", "gpt-4o-mini"),
            Preset::Anthropic => {
                ("anthropic", Some(Dialect::Anthropic), "https://api.anthropic.com/v1", "claude-haiku-4-5")
            }
            Preset::Gemini => (
                "gemini",
                Some(Dialect::Gemini),
                "https://generativelanguage.googleapis.com/v1beta",
                "gemini-2.5-flash",
            ),
            Preset::Mistral => ("mistral", Some(Dialect::Mistral), "https://api.mistral.ai/v1", "mistral-small-latest"),
            Preset::Custom => ("endpoint", Some(Dialect::OpenAi), "http://127.0.0.1:8080/v1", "model"),
        }
    }
}

/// `name`, or `name 2` and so on.
fn free_name(name: &str, policy: &Policy) -> String {
    let taken = |name: &str| policy.targets.iter().any(|target| target.name == name);
    let numbered = (2..).map(|number| format!("{name} {number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::state::State;

    #[test]
    fn presets_pass_the_linter_and_never_share_a_name() {
        let mut draft = State::default().draft;
        for preset in Preset::ALL.into_iter().skip(1).chain([Preset::Vercel]) {
            let target = preset.target(&draft.policy);
            draft.edit(|policy| policy.targets.push(target));
        }
        assert_eq!(draft.errors(), 0, "{:?}", draft.findings);
        assert!(draft.policy.targets.iter().any(|target| target.name == "vercel 2"));
    }
}
