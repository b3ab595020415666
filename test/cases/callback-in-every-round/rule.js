function providers(user, context, callback) {
  for (const identity of user.identities) {
    context.idToken['https://example.com/' + identity.provider] = true;
    callback(null, user, context);
  }
}
