function (user, context, callback) {
  context.idToken['https://example.com/size'] = Object.keys(user).filter((key) => !/_metadata$/.test(key)).length;
  callback(null, user, context);
}
