function track(user, context, callback) {
  const event = { type: 'login', api: context.clientName };
  const api = 'https://track.example.com/';
  const setClaim = (name) => 'https://example.com/' + name;
  console.log(api, event.type);
  context.idToken[setClaim('nickname')] = user.nickname;
  callback(null, user, context);
}
