//! The policy as a form and as JSON, which are two views of one thing.

use crate::gateway::policy::{Finding, Policy, Severity, lint};

/// The policy being edited.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The JSON as it stands in its field.
    pub text: String,
    /// The last text that could be read. The form shows this one, requests run under it.
    pub policy: Policy,
    /// Why the text can't be read.
    pub problem: Option<String>,
    pub findings: Vec<Finding>,
}

impl Draft {
    pub fn of(policy: Policy) -> Self {
        let mut draft = Self { text: String::new(), policy, problem: None, findings: Vec::new() };
        draft.write();
        draft
    }

    /// The JSON was edited. A text that can't be read leaves the policy as it was.
    pub fn edit_text(&mut self, text: String) {
        self.text = text;
        match (Policy::read(&self.text), lint(&self.text)) {
            (Ok(policy), Ok(findings)) => {
                self.policy = policy;
                self.findings = findings;
                self.problem = None;
            }
            (Err(error), _) | (_, Err(error)) => self.problem = Some(error.to_string()),
        }
    }

    /// The form was edited; the text follows.
    pub fn edit(&mut self, change: impl FnOnce(&mut Policy)) {
        change(&mut self.policy);
        self.write();
    }

    /// Findings that keep the policy from doing what it says.
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error).count()
    }

    fn write(&mut self) {
        // A policy is maps, lists and finite numbers, so writing it can't fail.
        let text = serde_json::to_string_pretty(&self.policy).unwrap_or_default();
        self.edit_text(text);
    }
}

#[cfg(test)]
mod tests {
    use crate::console::state::{Preset, State};

    #[test]
    fn form_and_text_follow_each_other() {
        let mut draft = State::default().draft;
        let target = Preset::OpenRouter.target(&draft.policy);
        draft.edit(|policy| policy.targets.push(target));
        assert!(draft.text.contains("https://openrouter.ai/api/v1"));
        let renamed = draft.text.replace("\"name\": \"openrouter\"", "\"name\": \"second\"");
        draft.edit_text(renamed);
        assert_eq!(draft.policy.targets[1].name, "second");
    }

    #[test]
    fn a_broken_text_says_where_and_changes_nothing() {
        let mut draft = State::default().draft;
        let before = draft.policy.clone();
        draft.edit_text(draft.text.replace("\"version\": 1", "\"version\": \"one\""));
        assert_eq!(draft.policy, before);
        assert!(draft.problem.is_some_and(|problem| problem.contains("version")));
    }
}
