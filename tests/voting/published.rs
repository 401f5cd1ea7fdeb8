//! Vectors and examples that the standards publish.

use shipcheck::voting::nostr::{Event, PublicKey, SecretKey, Signature, committed_work, leading_zero_bits};
use shipcheck::voting::{Rejection, VotingError, poll::Poll};

/// The nineteen rows of BIP-340: signing gives the very signature, and every forgery is refused.
#[test]
fn bip_340_vectors() {
    let table = include_str!("../fixtures/bip340/test-vectors.csv");
    let mut rows = 0;
    for row in table.lines().skip(1) {
        let cells: Vec<_> = row.splitn(8, ',').map(str::to_lowercase).collect();
        let [index, secret, public, auxiliary, message, signature, valid, comment] = cells.try_into().unwrap();
        let (message, said) = (bytes(&message), format!("row {index}: {comment}"));
        let public = PublicKey::from_hex(&public).unwrap();
        let signature = Signature::from_hex(&signature).unwrap();
        assert_eq!(public.verifies(&message, &signature), valid == "true", "{said}");
        if !secret.is_empty() {
            let secret = SecretKey::from_hex(&secret).unwrap();
            let auxiliary: [u8; 32] = bytes(&auxiliary).try_into().unwrap();
            assert_eq!(secret.public(), public, "{said}");
            assert_eq!(secret.sign(&message, &auxiliary).unwrap(), signature, "{said}");
        }
        rows += 1;
    }
    assert_eq!(rows, 19);
}

fn bytes(digits: &str) -> Vec<u8> {
    (0..digits.len() / 2).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap()).collect()
}

/// The mined note of NIP-13: its id, signature and work are real.
const NIP_13: &str = r#"{
  "id": "000006d8c378af1779d2feebc7603a125d99eca0ccf1085959b307f64e5dd358",
  "pubkey": "a48380f4cfcc1ad5378294fcac36439770f9c878dd880ffa94bb74ea54a6f243",
  "created_at": 1651794653,
  "kind": 1,
  "tags": [["nonce", "776797", "20"]],
  "content": "It's just me mining my own business",
  "sig": "284622fc0a3f4f1303455d5175f7ba962a3300d136085b9566801bc2e0699de0c7e31e44c81fb40ad9049173742e904713c3594a1da0fc5d2382a25c11aba977"
}"#;

#[test]
fn nip_13_example() {
    let event = Event::parse(NIP_13).unwrap();
    assert_eq!(event.check_id(), Ok(()));
    assert_eq!(event.check_signature(), Ok(()));
    assert_eq!((leading_zero_bits(&event.id), committed_work(&event)), (21, Some(20)));
}

/// The poll of NIP-88 has placeholders for its relays and end, so its id cannot hold; that must be noticed.
#[test]
fn nip_88_example_is_a_template() {
    let poll = r#"{
      "content": "Pineapple on pizza", "created_at": 1719888496,
      "id": "9d1b6b9562e66f2ecf35eb0a3c2decc736c47fddb13d6fb8f87185a153ea3634", "kind": 1068,
      "pubkey": "dee45a23c4f1d93f3a2043650c5081e4ac14a778e0acbef03de3768e4f81ac7b",
      "sig": "7fa93bf3c430eaef784b0dacc217d3cd5eff1c520e7ef5d961381bc0f014dde6286618048d924808e54d1be03f2f2c2f0f8b5c9c2082a4480caf45a565ca9797",
      "tags": [["option", "qj518h583", "Yay"], ["option", "gga6cdnqj", "Nay"], ["relay", "<relay url1>"],
               ["relay", "<relay url2>"], ["polltype", "singlechoice"], ["endsAt", "<unix timestamp in seconds>"]]
    }"#;
    assert_eq!(Poll::parse(poll), Err(VotingError::PollEvent(Rejection::BadId)));
}

/// The response of NIP-88 was edited after it was signed; its id is not the hash of what is printed.
#[test]
fn nip_88_response_is_a_template_too() {
    let response = r#"{
      "content": "", "created_at": 1720097117,
      "id": "60a005e32e9596c3f544a841a9bc4e46d3020ca3650d6a739c95c1568e33f6d8", "kind": 1018,
      "pubkey": "1bc70a0148b3f316da33fe7e89f23e3e71ac4ff998027ec712b905cd24f6a411",
      "sig": "30071a633c65db8f3a075c7a8de757fbd8ce65e3607f4ba287fe6d7fbf839a380f94ff4e826fbba593f6faaa13683b7ea9114ade140720ecf4927010ebf3e44f",
      "tags": [["e", "1fc80cf813f1af33d5a435862b7ef7fb96b47e68a48f1abcadf8081f5a545550"],
               ["response", "gga6cdnqj"], ["response", "m3agjsdq1"]]
    }"#;
    let event = Event::parse(response).unwrap();
    assert_eq!(event.check_id(), Err(Rejection::BadId));
    // What Python's json and hashlib make of the same fields.
    assert_eq!(event.actual_id().to_string(), "b75ed405a7b6a5627234c69b321f6c418dbc28ba8a0a2a9d208c09a52790330b");
}
