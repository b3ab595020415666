function ({ email, user_id, app_metadata }, { idToken, clientName }, callback) {
  if (!app_metadata) return callback(new UnauthorizedError('Not provisioned.'));
  idToken['https://acme.io/email'] = email;
  callback(null);
}
