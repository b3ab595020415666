function claims(user, context, callback) {
  const { idToken, clientID: client, accessToken: token } = context;
  idToken['https://example.com/client'] = client;
  token['https://example.com/email'] = user.email;
  callback(null, user, context);
}
