function enrichTorqToken(user, context, callback) {
  if (context.clientID !== '<ApplicationClientID>') return;
  const namespace = "https://torq.io/";
  context.idToken[namespace + 'groups'] = user.groups;
  callback(null, user, context);
}
