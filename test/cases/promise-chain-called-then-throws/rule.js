function f(user, context, callback) {
  fetch('https://a.example.com/').then((r) => {
    callback(null, user, context);
    throw new Error('late');
  }).catch(callback);
}
