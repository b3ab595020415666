function ({ email, user_id: id }, { clientID, idToken, request: { ip } }, callback) {
  if (clientID !== 'the-app') return callback(null);
  email = email || 'nobody';
  idToken['https://example.com/who'] = `${email} ${id} ${ip}`;
  callback(null);
}
